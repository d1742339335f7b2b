import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createClient } from '@techdeck/client'
import { freePort } from '@techdeck/devstack'

/** Secrets that all processes of a test share. */
export const SPAWN_SECRETS = {
  TECHDECK_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  TECHDECK_PSEUDONYM_KEY: Buffer.alloc(32, 2).toString('base64'),
  JWT_SECRET_KEY: 'a secret for tests that is long enough',
}

export interface SpawnedApi {
  port: number
  process: ChildProcess
  /** All log lines so far. */
  log(): string
  /** Ends it, and gives its exit code. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** The API as it is deployed: a process of its own. Returns once it is ready. */
export async function spawnApi(environment: Record<string, string | undefined>): Promise<SpawnedApi> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts')], {
    env: { ...process.env, NODE_OPTIONS: '', ...SPAWN_SECRETS, PORT: String(port), ...environment },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, retries: 0 })
  const late = AbortSignal.timeout(20_000)
  while (
    !(await client.ready().then(
      () => true,
      () => false,
    ))
  ) {
    if (late.aborted || child.exitCode !== null) throw new Error(`The API did not start: ${log}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    port,
    process: child,
    log: () => log,
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const ended = once(child, 'exit')
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}
