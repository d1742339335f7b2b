import type { Client } from '@techdeck/client'
import { isSameProcess, readDevstackEnv, readState, startStack, type ServiceState } from '@techdeck/devstack'
import type { CliContext } from '../command.ts'
import { connect } from '../session/connect.ts'
import { earlyClient } from './early-client.ts'

/** The stack of a demo, and a client of its administrator. */
export interface DemoStack {
  client: Client
  apiUrl: string
  /** Where the web page is; `null` where there is none. */
  webUrl: string | null
  home: string
  /** Whether the demo started it; one that ran before goes on. */
  isOwn: boolean
  /** Waits until every part answers. @throws what kept one from it */
  ready: () => Promise<ServiceState[]>
  /** Stops what the demo started. */
  stop: () => Promise<void>
}

/**
 * Starts the stack of a home folder, or takes the one that runs. Resolves when the API answers; workers may still start.
 *
 * @throws ResourceError when a part does not start; nothing is left running.
 */
export async function demoStack(
  { environment, signal }: Pick<CliContext, 'environment' | 'signal'>,
  givenHome: string | undefined,
  say: (line: string) => void,
): Promise<DemoStack> {
  const { home } = readDevstackEnv(environment, givenHome)
  const running = await readState(home)
  if (running?.state === 'ready' && running.apiUrl && (await isSameProcess(running.supervisor))) {
    const client = await connect({ environment: { ...environment, TECHDECK_API_URL: undefined } }, { home })
    const { apiUrl, webUrl, services } = running
    return { client, apiUrl, webUrl, home, isOwn: false, ready: async () => services, stop: async () => {} }
  }

  const failed = new AbortController()
  const starting = startStack({ home, mcp: true, environment, signal, say })
  starting.catch((error: unknown) => failed.abort(error))
  const stop = () =>
    starting.then(
      (stack) => stack.stop(),
      // What did not start has stopped itself.
      () => {},
    )
  try {
    const early = await earlyClient(home, environment, AbortSignal.any([signal, failed.signal]))
    const ready = async () => (await starting).services.map((service) => service.state())
    return { ...early, home, isOwn: true, ready, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
