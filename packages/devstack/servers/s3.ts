import { readDevstackEnv } from '../env.ts'
import { pythonWithTools } from '../python/python-tools.ts'
import { startReady } from './child.ts'
import { freePort } from './ports.ts'

/** An S3 in memory, for tests alone. */
export interface S3Server {
  readonly url: string
  /** What programs need to find it and to be let in. */
  readonly environment: Readonly<Record<string, string>>
  makeBucket(name: string): Promise<void>
  /** Lets it hang, or go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Ends it at once; what it held is gone. */
  kill(): Promise<void>
}

/**
 * Starts moto, which keeps to S3's rules of ranges, conditions and uploads in parts.
 *
 * @throws {@link ResourceError} when Python's tools cannot be had or it does not start
 */
export async function startS3(
  environment: Record<string, string | undefined> = process.env,
  say: (line: string) => void = () => {},
): Promise<S3Server> {
  const python = await pythonWithTools(readDevstackEnv(environment), say)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = await startReady({
    name: 'moto',
    command: python,
    args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    environment,
    isReady: () =>
      fetch(`${url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      ),
  })
  return {
    url,
    environment: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'tests',
      AWS_SECRET_ACCESS_KEY: 'tests',
    },
    async makeBucket(name) {
      // It asks for no signature.
      const { ok, status } = await fetch(`${url}/${name}`, { method: 'PUT' })
      if (!ok) throw new Error(`The bucket could not be made (${status}).`)
    },
    signal: (signal) => child.signal(signal),
    kill: () => child.kill(),
  }
}
