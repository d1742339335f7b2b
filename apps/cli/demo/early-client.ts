import { createClient, type Client } from '@techdeck/client'
import { delay } from '@techdeck/core'
import { readState, type StackState } from '@techdeck/devstack'
import type { CliContext } from '../command.ts'
import { createLocalToken } from '../local-token.ts'

const LOOK_EVERY_MS = 50
const TOKEN_TTL_S = 12 * 3600

/**
 * A client of a stack that is still starting: the local administrator is made as soon as the database answers, and the
 * client is given as soon as the API does, while workers still start. Its work waits in queues for them.
 *
 * @throws the signal's reason when it aborts; abort it when the stack does not start.
 */
export async function earlyClient(
  home: string,
  environment: CliContext['environment'],
  signal: AbortSignal,
): Promise<{ client: Client; apiUrl: string; webUrl: string | null }> {
  await until(home, signal, ({ connections }) => connections !== null)
  const { token } = await createLocalToken({ role: 'admin', ttlS: TOKEN_TTL_S, home, environment })
  const { apiUrl, webUrl } = await until(home, signal, isServing)
  return { client: createClient({ baseUrl: apiUrl ?? '', token }), apiUrl: apiUrl ?? '', webUrl }
}

const isServing = ({ services }: StackState): boolean =>
  services.some(({ name, state }) => name === 'api' && state === 'ready')

async function until(home: string, signal: AbortSignal, holds: (state: StackState) => boolean): Promise<StackState> {
  for (;;) {
    const state = await readState(home)
    // A state that an earlier stack left behind is not this one's.
    if (state?.supervisor.pid === process.pid && holds(state)) return state
    await delay(LOOK_EVERY_MS, signal)
  }
}
