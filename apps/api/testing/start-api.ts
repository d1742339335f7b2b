import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '@techdeck/artifacts'
import { AuditLog, COSIGNATURE_V1, Sealer, logSignerOf, signerOf } from '@techdeck/audit'
import { newId, createLogger, sha256, systemClock } from '@techdeck/core'
import {
  DEFAULT_WORKSPACE,
  type Dataset,
  type Execution,
  type JsonObject,
  type User,
  type UserRole,
} from '@techdeck/contracts'
import { fieldsOf, loadKeyRing } from '@techdeck/crypto'
import { planExecution } from '@techdeck/pipeline'
import {
  BullFlowQueue,
  RedisAccessCache,
  RedisDeviceCodes,
  RedisEventBus,
  RedisPasses,
  RedisProgressBoard,
  RedisQueueFigures,
  RedisThrottle,
  RedisTickets,
  RedisUploadBoard,
  RedisWorkerBoard,
  connectFailFast,
} from '@techdeck/redis'
import { connectStore, type Store } from '@techdeck/store'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { buildApp } from '../app.ts'
import { readinessChecks } from '../checks.ts'
import type { ApiDeps, DownloadGrant, SignInGrant } from '../deps.ts'
import { createPasswords } from '../passwords.ts'
import { createMetrics } from '../plugins/metrics.ts'
import { BEGUN_DOWNLOADS, DOWNLOADS, SIGN_IN_LINKS } from '../ticket-kinds.ts'

const env = { redis: process.env.REDIS_URL ?? '', mongo: process.env.MONGODB_URI ?? '' }

/** Whose cosignatures the API takes. */
export const TEST_WITNESS = signerOf(Buffer.alloc(32, 9), {
  use: 'audit witness',
  name: 'witness.test/1',
  kind: COSIGNATURE_V1,
})

export interface TestUser {
  id: string
  email: string
  headers: { authorization: string }
}

export interface TestApi {
  app: FastifyInstance
  deps: ApiDeps
  store: Store
  dbName: string
  /** All log lines so far. */
  logs: string[]
  /** A new user, and the header that signs them in. */
  user(role?: UserRole, fields?: Partial<User>): Promise<TestUser>
  /** A data set with one small file, ready to be run. */
  dataset(userId: string, change?: Partial<Dataset>): Promise<Dataset>
  execution(userId: string, datasets: Dataset[], options?: { [stage: string]: JsonObject }): Promise<Execution>
  /** Makes leaves of all entries of the audit log that wait; how many there were. */
  seal(): Promise<number>
  inject(options: InjectOptions): Promise<{ status: number; body: any; headers: Record<string, any>; text: string }>
  close(): Promise<void>
}

/**
 * The API over the real stores, with a database of its own; `change` replaces parts of what it stands on. Another one
 * with the `dbName` of the first is another instance of the same.
 */
export async function startApi(
  change: (deps: ApiDeps) => Partial<ApiDeps> = () => ({}),
  dbName = `test_api_${newId()}`,
): Promise<TestApi> {
  const logs: string[] = []
  const logger = createLogger('api', { level: 'debug', destination: { write: (line) => void logs.push(line) } })
  const ring = await ringOf(dbName)
  const keyRing = await loadKeyRing({ file: join(ring, 'ring.json') })
  const store = await connectStore({ uri: env.mongo, dbName, minPoolSize: 1, fields: fieldsOf(keyRing) })
  const redis = connectFailFast(env.redis, logger)
  await new Promise((resolve) => redis.once('ready', resolve))
  const artifacts = createMemoryStore()
  const signer = logSignerOf(keyRing.pseudonymKey)
  const flows = new BullFlowQueue(redis, `{${dbName}}`)
  const events = new RedisEventBus(redis)
  const base = {
    ...store,
    version: 'test',
    settings: {
      acceptLocalTokens: true,
      requestsPerMinute: 100_000,
      authRequestsPerMinute: 100_000,
      distressingPerDay: 2,
      maxUploadBytes: 1024 ** 2,
      datasetGraceMs: 3_600_000,
      rotateKeysAfterDays: 365,
      copiesMs: 90 * 86_400_000,
      quotas: {},
      uploads: { ttlMs: 3_600_000, maxOpen: 100, patienceMs: 1000 },
      sessions: {
        web: { idleMs: 30 * 60_000, maxMs: 12 * 3_600_000 },
        cli: { idleMs: 12 * 3_600_000, maxMs: 30 * 86_400_000 },
      },
      corsOrigins: [],
      queuesWritable: false,
    },
    clock: systemClock,
    logger,
    registry: createMetrics(),
    artifacts,
    audit: new AuditLog({
      storage: store.audit,
      signer,
      secret: keyRing.pseudonymKey,
      clock: systemClock,
      witnesses: [TEST_WITNESS.verifier],
    }),
    keyRing,
    flows,
    queues: flows.queues,
    queueFigures: new RedisQueueFigures(redis, flows.queues),
    workers: new RedisWorkerBoard(redis),
    storage: async () => null,
    progress: new RedisProgressBoard(redis),
    events,
    accessCache: new RedisAccessCache(redis),
    accessChanges: events,
    throttle: new RedisThrottle(redis, dbName),
    passwords: createPasswords(),
    tickets: new RedisTickets(redis),
    signInLinks: new RedisTickets<SignInGrant>(redis, SIGN_IN_LINKS),
    downloads: new RedisTickets<DownloadGrant>(redis, DOWNLOADS),
    begunDownloads: new RedisTickets<DownloadGrant>(redis, BEGUN_DOWNLOADS),
    passes: new RedisPasses(redis),
    deviceCodes: new RedisDeviceCodes(redis),
    uploads: new RedisUploadBoard(redis),
    limits: redis,
    checks: readinessChecks({ store, redis, artifacts }),
  }
  const deps = { ...base, ...change(base) }
  const app = buildApp(deps)
  await app.ready()

  return {
    app,
    deps,
    store,
    dbName,
    logs,
    async user(role = 'user', fields = {}) {
      const id = newId()
      await store.users.create({
        id,
        workspaceId: DEFAULT_WORKSPACE,
        email: `${id}@example.org`,
        passwordHash: null,
        role,
        isActive: true,
        createdAt: new Date(),
        lastLogin: null,
        resetRequestedAt: null,
        ...fields,
      })
      const token = app.jwt.sign({ sub: id, jti: newId(), typ: 'access' })
      return { id, email: `${id}@example.org`, headers: { authorization: `Bearer ${token}` } }
    },
    async dataset(userId, fields = {}) {
      const id = newId()
      const { dataKey, wrapped } = await keyRing.newDataKey(id)
      await store.keys.create(wrapped)
      const { sizeBytes } = await artifacts.write(`${id}/0`, dataKey, [Buffer.from('{"turns":[]}\n')])
      return store.datasets.create({
        id,
        workspaceId: DEFAULT_WORKSPACE,
        userId,
        name: 'a',
        version: 1,
        status: 'ready',
        format: 'jsonl',
        encoding: 'utf-8',
        conversationCount: 10,
        turnCount: 100,
        sizeBytes,
        sha256: sha256(id),
        files: [
          { ordinal: 0, name: 'a.jsonl', sizeBytes, sha256: sha256(id), artifact: `${id}/0`, rows: 10, badRows: 0 },
        ],
        problems: [],
        dataKeyId: dataKey.id,
        createdAt: new Date(),
        updatedAt: new Date(),
        ...fields,
      })
    },
    async execution(userId, datasets, options = {}) {
      const planned = planExecution(
        {
          workspaceId: DEFAULT_WORKSPACE,
          userId,
          datasets,
          executionMode: 'standard',
          qualityThreshold: 0.7,
          enableBiasDetection: true,
          exportFormats: ['jsonl'],
          options,
        },
        new Date(),
      )
      return (await store.executions.create(planned)).execution
    },
    seal: () =>
      new Sealer({ storage: store.audit, signer, clock: systemClock, leases: store.leases, logger }).sealAll(),
    async inject(options) {
      const response = await app.inject(options)
      const isJson = String(response.headers['content-type']).startsWith('application/json')
      return {
        status: response.statusCode,
        body: isJson && response.payload ? response.json() : undefined,
        headers: response.headers,
        text: response.payload,
      }
    },
    async close() {
      await app.close()
      events.close()
      await flows.close()
      redis.disconnect()
      await store.close()
      await rm(ring, { recursive: true, force: true })
    },
  }
}

/** A folder with a key ring file for all instances over a database; with equal keys, so that each may begin anew. */
async function ringOf(dbName: string): Promise<string> {
  const folder = join(tmpdir(), `techdeck-ring-${dbName}`)
  await mkdir(folder, { recursive: true })
  const keks = [{ id: 'k1', key: Buffer.alloc(32, 1).toString('base64') }]
  const pseudonymKey = Buffer.alloc(32, 2).toString('base64')
  const ring = { version: 1, keks, pseudonymKey, jwtSecret: 'a secret for tests that is long enough' }
  await writeFile(join(folder, 'ring.json'), JSON.stringify(ring), { flag: 'wx' }).catch(() => {})
  return folder
}

/** A multipart body of text fields and files. */
export function multipart(parts: readonly { name: string; filename?: string; content: string | Buffer }[]): {
  payload: Buffer
  headers: { 'content-type': string }
} {
  const boundary = 'test-boundary'
  const chunks = parts.flatMap(({ name, filename, content }) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return {
    payload: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
