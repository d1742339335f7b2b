import { join } from 'node:path'
import { readDevstackEnv } from '../env.ts'
import { startReady } from '../servers/child.ts'
import { startMongo } from '../servers/mongo.ts'
import { freePort } from '../servers/ports.ts'
import { startRedis } from '../servers/redis.ts'
import type { homePaths } from './home.ts'
import type { ServiceOptions } from './service.ts'

/** How one part of the stack is started; the stack adds what holds for all. */
export type Part = Omit<ServiceOptions, 'restart' | 'changed'>

interface PartsOptions {
  paths: ReturnType<typeof homePaths>
  environment: Record<string, string | undefined>
  say: (line: string) => void
}

/** Redis and the database: those of the environment, else local ones on ports that stay the same over restarts. */
export async function serverParts({ paths, environment, say }: PartsOptions): Promise<{
  redisUrl: string
  mongoUri: string
  parts: Part[]
}> {
  const env = readDevstackEnv(environment)
  const [redisPort, mongoPort] = [await freePort(), await freePort()]
  const redisUrl = env.redisUrl ?? `redis://127.0.0.1:${redisPort}`
  const mongoUri = env.mongoUri ?? `mongodb://127.0.0.1:${mongoPort}/techdeck`
  const redis = { environment, say, dataDir: paths.redis, port: redisPort, logFile: paths.logOf('redis') }
  const mongo = { environment, say, dataDir: paths.mongo, port: mongoPort, logFile: paths.logOf('mongo') }
  return {
    redisUrl,
    mongoUri,
    parts: [
      {
        name: 'redis',
        url: withoutPassword(redisUrl),
        start: (signal, onSpawn) => startRedis({ ...redis, signal, onSpawn }),
      },
      {
        name: 'mongo',
        url: withoutPassword(mongoUri),
        start: (signal, onSpawn) => startMongo({ ...mongo, signal, onSpawn }),
      },
    ],
  }
}

interface AppPartOptions extends Pick<PartsOptions, 'paths' | 'environment'> {
  name: string
  /** The repository. */
  root: string
  /** Path of the source that runs, from the root. */
  main: string
  port: number
  /** Path that answers 200 when the app serves. */
  health: string
  /** Options of Node itself. */
  nodeOptions?: readonly string[]
}

/** The API or a worker: a Node process that answers on a port. */
export function appPart({
  root,
  name,
  main,
  port,
  health,
  nodeOptions = [],
  paths,
  environment,
}: AppPartOptions): Part {
  const url = `http://127.0.0.1:${port}`
  return {
    name,
    url,
    start: (signal, onSpawn) =>
      startReady({
        name,
        command: process.execPath,
        args: [...nodeOptions, join(root, main)],
        environment: { ...environment, PORT: String(port) },
        cwd: root,
        logFile: paths.logOf(name),
        isReady: () => answersOk(`${url}${health}`),
        timeoutMs: 60_000,
        signal,
        onSpawn,
      }),
  }
}

/** Whether an address answers with a status of 200 to 299 within two seconds. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href.replace(/\/$/, '')
}
