import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readDevstackEnv } from './env.ts'
import { findLocalImage, startContainer } from './servers/docker.ts'
import { MONGO_IMAGES, mongoContainer, startMongo } from './servers/mongo.ts'
import { answersPing, startRedis } from './servers/redis.ts'
import { externalServer, type Server } from './servers/server.ts'

const REDIS_IMAGES = ['redis:8-alpine', 'redis:7-alpine'] as const

export interface TestServices {
  redis: Server
  mongo: Server
  /** Stops both and removes their data. */
  stop(): Promise<void>
}

export interface TestServicesOptions {
  /** Never use the servers of the environment: for tests that kill them or empty them. */
  own?: boolean
  environment?: Record<string, string | undefined>
  say?: (line: string) => void
}

/**
 * A Redis and a MongoDB-wire server for tests, with throw-away data: those of `REDIS_URL` and `MONGODB_URI`, else
 * containers where a local Docker has the images, else embedded servers. A test never cares which.
 */
export async function testServices({
  own = false,
  environment = process.env,
  say,
}: TestServicesOptions = {}): Promise<TestServices> {
  const given = own ? { ...environment, REDIS_URL: undefined, MONGODB_URI: undefined } : environment
  const folder = await mkdtemp(join(tmpdir(), 'techdeck-test-'))
  const started: Server[] = []
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  const keep = async (starting: Promise<Server>) => {
    const server = await starting
    started.push(server)
    return server
  }
  const redis = keep(testRedis(folder, given, say))
  const mongo = keep(testMongo(folder, given, say))
  try {
    return { redis: await redis, mongo: await mongo, stop }
  } catch (error) {
    await Promise.allSettled([redis, mongo])
    await stop()
    throw error
  }
}

type Environment = Record<string, string | undefined>

async function testRedis(folder: string, environment: Environment, say?: (line: string) => void): Promise<Server> {
  const env = readDevstackEnv(environment)
  if (env.redisUrl !== undefined) return externalServer(env.redisUrl)
  const dataDir = join(folder, 'redis')
  const image = await findLocalImage(REDIS_IMAGES, env)
  if (image === null)
    return startRedis({ dataDir, environment, logFile: join(folder, 'redis.log'), ...(say && { say }) })
  return startContainer({
    image,
    dataDir,
    containerPort: 6379,
    command: ['redis-server', '--protected-mode', 'no', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
    url: (port) => `redis://127.0.0.1:${port}`,
    isReady: (url) => answersPing(Number(new URL(url).port)),
  })
}

async function testMongo(folder: string, environment: Environment, say?: (line: string) => void): Promise<Server> {
  const env = readDevstackEnv(environment)
  if (env.mongoUri !== undefined) return externalServer(env.mongoUri)
  const dataDir = join(folder, 'mongo')
  const image = await findLocalImage(MONGO_IMAGES, env)
  if (image !== null) return startContainer({ dataDir, ...mongoContainer(image) })
  return startMongo({ dataDir, environment, logFile: join(folder, 'mongo.log'), ...(say && { say }) })
}
