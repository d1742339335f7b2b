import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { type DevstackEnv, readDevstackEnv } from '../env.ts'
import { startReady } from './child.ts'
import { findLocalImage, startContainer } from './docker.ts'
import { findOnPath } from './on-path.ts'
import { freePort } from './ports.ts'
import { DEVELOPMENT_DATABASE, externalServer, type Server, type ServerKind, type ServerOptions } from './server.ts'
import { secantusProgram } from './wheels.ts'

export const MONGO_IMAGES = ['mongo:8', 'mongo:7'] as const

interface Program {
  kind: ServerKind
  command: string
  args: (port: number, dataDir: string) => string[]
  note?: string
}

/**
 * A MongoDB-wire server that answers: `MONGODB_URI`, else mongod on PATH, else a mongo image that a local Docker has,
 * else secantusd-rs on PATH, else SecantusDB's wheel; the last two carry a `note`: for development and tests only.
 * The URL names no data base.
 *
 * @throws {@link ResourceError} that says what to set when none can be had.
 */
export async function startMongo(options: ServerOptions): Promise<Server> {
  const { dataDir, logFile, environment = process.env, say = () => {} } = options
  const env = readDevstackEnv(environment)
  if (env.mongoUri !== undefined) return externalServer(env.mongoUri)

  const mongod = await findOnPath(['mongod'], env.path)
  const image = mongod === null ? await findLocalImage(MONGO_IMAGES, env) : null
  if (image !== null) return startContainer({ ...options, ...mongoContainer(image), dataAt: '/data/db' })

  const { kind, command, args, note } = mongod === null ? await secantus(env, say) : realMongo(mongod)
  const port = options.port ?? (await freePort())
  // Each kind of server has its own form of files.
  const files = join(dataDir, kind)
  await mkdir(files, { recursive: true })
  const child = await startReady({
    name: 'MongoDB',
    command,
    args: args(port, files),
    environment,
    logFile,
    isReady: () => answersMongo(mongoUrl(port)),
    signal: options.signal,
    onSpawn: options.onSpawn,
  })
  return {
    url: mongoUrl(port),
    kind,
    ...(note !== undefined && { note }),
    pid: child.pid,
    exited: child.exited,
    stop: () => child.stop(),
    kill: () => child.kill(),
  }
}

/** How a container of a mongo image is started and asked. */
export const mongoContainer = (image: string) => ({
  image,
  containerPort: 27_017,
  url: mongoUrl,
  isReady: answersMongo,
})

const mongoUrl = (port: number): string => `mongodb://127.0.0.1:${port}`

const realMongo = (command: string): Program => ({
  kind: 'path',
  command,
  args: (port, dataDir) => ['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', dataDir],
})

async function secantus(env: DevstackEnv, say: (line: string) => void): Promise<Program> {
  const rust = await findOnPath(['secantusd-rs'], env.path)
  const kind = rust === null ? 'secantus-wheel' : 'secantusd'
  // Without --sync-on-commit the Rust server loses acknowledged writes when it is killed.
  const own = rust === null ? ['--standalone', '--log-level', 'WARNING'] : ['--sync-on-commit']
  return {
    kind,
    command: rust ?? (await secantusProgram(env, say)),
    note: DEVELOPMENT_DATABASE,
    args: (port, dataDir) => ['--host', '127.0.0.1', '--port', String(port), '--storage-path', dataDir, ...own],
  }
}

/** Whether a MongoDB-wire server answers a ping within a second. */
export async function answersMongo(url: string): Promise<boolean> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 1000, connectTimeoutMS: 1000, maxPoolSize: 1 })
  try {
    await client.db('admin').command({ ping: 1 }, { timeoutMS: 1000 })
    return true
  } catch {
    return false
  } finally {
    await client.close()
  }
}
