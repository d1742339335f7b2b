import { AuditLog, logSignerOf } from '@techdeck/audit'
import { createLogger, newId, systemClock } from '@techdeck/core'
import { STAGES, type Session, type User } from '@techdeck/contracts'
import { RedisPasses, connectFailFast } from '@techdeck/redis'
import { connectStore, type Store } from '@techdeck/store'
import { Queue } from 'bullmq'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import { BOARD_PATH, queueBoard, type QueueBoardDeps } from '../index.ts'
import { givePass } from '../pass.ts'

/** Where requests of the board's own page come from. */
export const ORIGIN = 'https://techdeck.test'

export interface TestBoard {
  app: FastifyInstance
  store: Store
  audit: AuditLog
  redis: ReturnType<typeof connectFailFast>
  passes: RedisPasses
  queues: Queue[]
  logs: string[]
  user(fields?: Partial<User>): Promise<User>
  session(user: User, fields?: Partial<Session>): Promise<string>
  /** What a browser sends that was given a pass: the cookies, and where it comes from. */
  visitor(user: User, sessionId?: string | null): Promise<Visitor>
  /** A request below the board's path. */
  ask(path: string, options?: InjectOptions): Promise<{ status: number; text: string; body: any; headers: any }>
  close(): Promise<void>
}
export interface Visitor {
  reads: { host: string; cookie: string; 'x-forwarded-proto': string }
  /** With what the page sends when it changes something. */
  writes: Record<string, string>
}

/** The board over real stores, as the only thing that its process serves. */
export async function startBoard(change: Partial<QueueBoardDeps> = {}): Promise<TestBoard> {
  const logs: string[] = []
  const logger = createLogger('board', { level: 'debug', destination: { write: (line) => void logs.push(line) } })
  const store = await connectStore({
    uri: process.env.MONGODB_URI ?? '',
    dbName: `test_board_${newId()}`,
    minPoolSize: 1,
  })
  const redis = connectFailFast(process.env.REDIS_URL ?? '', logger)
  await new Promise((resolve) => redis.once('ready', resolve))
  // Other tests' queues are of the same names.
  const prefix = `test-${newId()}`
  const queues = ['pipeline', ...STAGES].map((name) => new Queue(name, { connection: redis, prefix }))
  const passes = new RedisPasses(redis)
  const app = Fastify({ trustProxy: true, exposeHeadRoutes: false })
  const secret = Buffer.alloc(32, 1)
  const audit = new AuditLog({ storage: store.audit, signer: logSignerOf(secret), secret, clock: systemClock })
  const deps = { ...store, audit, clock: systemClock, logger, passes, queues, writable: false, ...change }
  app.register(queueBoard, { ...deps, prefix: BOARD_PATH })
  app.post('/pass', async (request, reply) => {
    givePass(reply, (request.body as { pass: string }).pass, 60)
    return {}
  })
  await app.ready()

  const board: TestBoard = {
    app,
    store,
    audit,
    redis,
    passes,
    queues,
    logs,
    async user(fields = {}) {
      const id = newId()
      return store.users.create({
        id,
        workspaceId: 'default',
        email: `${id}@example.org`,
        passwordHash: null,
        role: 'admin',
        isActive: true,
        createdAt: new Date(),
        lastLogin: null,
        resetRequestedAt: null,
        ...fields,
      })
    },
    async session({ id: userId, workspaceId }, fields = {}) {
      const now = new Date()
      const times = {
        createdAt: now,
        lastActiveAt: now,
        idleMs: 60_000,
        expiresAt: new Date(now.getTime() + 3_600_000),
      }
      const from = { client: 'web' as const, ipAddress: null, userAgent: null }
      const session = { id: newId(), userId, workspaceId, ...from, ...times, ...fields }
      await store.sessions.begin(session, newId())
      return session.id
    },
    async visitor(user, sessionId) {
      const { pass } = await passes.issue({ userId: user.id, sessionId: sessionId ?? null })
      const host = new URL(ORIGIN).host
      const { headers } = await app.inject({
        method: 'POST',
        url: '/pass',
        payload: { pass },
        headers: { host, 'x-forwarded-proto': 'https' },
      })
      const cookies = (headers['set-cookie'] as string[]).map((cookie) => cookie.split(';')[0])
      const reads = { host, 'x-forwarded-proto': 'https', cookie: cookies.join('; ') }
      const token = cookies[1].split('=')[1]
      const own = { origin: ORIGIN, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'x-xsrf-token': token }
      return { reads, writes: { ...reads, ...own } }
    },
    async ask(path, options = {}) {
      const { statusCode, payload, headers } = await app.inject({ url: BOARD_PATH + path, ...options })
      const isJson = String(headers['content-type']).startsWith('application/json')
      return { status: statusCode, text: payload, headers, body: isJson && payload ? JSON.parse(payload) : undefined }
    },
    async close() {
      await app.close()
      await Promise.all(queues.map((queue) => queue.close()))
      redis.disconnect()
      await store.close()
    },
  }
  return board
}

/** A job of one stage with the given data, in a queue that no worker serves. */
export async function addJob(
  { queues }: TestBoard,
  {
    stage = STAGES[0],
    name = 'shard',
    data = {},
    opts = {},
  }: { stage?: string; name?: string; data?: object; opts?: object },
) {
  const queue = queues.find((each) => each.name === stage)!
  const job = await queue.add(name, data, { jobId: newId(), ...opts })
  return { queue, job, id: job.id! }
}
