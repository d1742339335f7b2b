import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createClient, type Client } from '@techdeck/client'
import { DEFAULT_WORKSPACE, type Dataset, type Execution } from '@techdeck/contracts'
import { createLogger, newId, sha256 } from '@techdeck/core'
import { planExecution } from '@techdeck/pipeline'
import { RedisEventBus, connectPatiently } from '@techdeck/redis'
import { connectStore, type Store } from '@techdeck/store'
import { createPasswords } from '../passwords.ts'
import { Balancer } from '../testing/balancer.ts'
import { spawnApi, type SpawnedApi } from '../testing/spawned-api.ts'

// Two instances of the API on the same stores, behind something that breaks connections all the time. One instance is
// killed in the middle, half of the messages are never sent, and nobody may miss or double an event for it.

const PASSWORD = 'correct horse battery staple'
const RECONNECTS = 100
const EXECUTIONS = 4
const WATCHERS = 6

let store: Store
let redis: ReturnType<typeof connectPatiently>
let bus: RedisEventBus
let instances: SpawnedApi[]
let balancer: Balancer
let userId: string
let client: Client
let token: string | undefined

/** The same numbers each time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

async function execution(): Promise<Execution> {
  const id = newId()
  const dataset = { id, version: 1, status: 'ready', sha256: sha256(id), conversationCount: 1, files: [] }
  const planned = planExecution(
    {
      workspaceId: DEFAULT_WORKSPACE,
      userId,
      datasets: [dataset as unknown as Dataset],
      executionMode: 'standard',
      qualityThreshold: 0.7,
      enableBiasDetection: true,
      exportFormats: ['jsonl'],
    },
    new Date(),
  )
  return (await store.executions.create(planned)).execution
}

beforeAll(async () => {
  store = await connectStore({ uri: process.env.MONGODB_URI!, minPoolSize: 1 })
  redis = connectPatiently(process.env.REDIS_URL!, createLogger('test', { level: 'silent' }))
  bus = new RedisEventBus(redis)
  userId = newId()
  const email = `${userId}@example.org`
  await store.users.create({
    id: userId,
    workspaceId: DEFAULT_WORKSPACE,
    email,
    passwordHash: await createPasswords().hash(PASSWORD),
    role: 'user',
    isActive: true,
    createdAt: new Date(),
    lastLogin: null,
    resetRequestedAt: null,
  })
  const environment = { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000', SOCKETS_PER_USER: '100' }
  instances = await Promise.all([spawnApi(environment), spawnApi(environment)])
  balancer = new Balancer(() =>
    instances.filter(({ process }) => process.exitCode === null && !process.killed).map(({ port }) => port),
  )
  client = createClient({ baseUrl: await balancer.listen(), getToken: () => token })
  token = (await client.login({ body: { email, password: PASSWORD, client: 'cli' } })).access_token
}, 60_000)

afterAll(async () => {
  balancer?.close()
  await Promise.all(instances?.map((instance) => instance.stop('SIGKILL')) ?? [])
  bus?.close()
  redis?.disconnect()
  await store?.close()
})

describe('two instances of the API', () => {
  it('of which one is killed, and a hundred broken connections, cost no client an event, and double none', async () => {
    const random = seeded(7)
    const executions = await Promise.all(Array.from({ length: EXECUTIONS }, execution))
    const broken: unknown[] = []
    const seen = new Map<string, string[]>()
    const progress: number[][] = []
    const watching = Array.from({ length: WATCHERS }, (_, watcher) => {
      const live = client.live({ onReconnect: (reason) => broken.push(reason) })
      // Each follows all of them over one socket.
      return executions.map(async ({ id }) => {
        const cursors: string[] = []
        seen.set(`${watcher} ${id}`, cursors)
        const shown: number[] = []
        progress.push(shown)
        for await (const told of live.watch(id)) {
          if (told.kind === 'event') cursors.push(told.event.cursor)
          if (told.kind === 'progress') shown.push(told.tracker.progress)
          if (told.kind === 'end') cursors.push(told.status)
        }
      })
    }).flat()

    const counts = new Map(executions.map(({ id }) => [id, 0]))
    const happen = async (id: string, to: 'running' | 'completed') => {
      const seq = counts.get(id)! + 1
      counts.set(id, seq)
      const event = to === 'completed' ? 'pipeline.completed' : 'checkpoint.save'
      const change = { from: ['queued', 'running'], to, event: { key: `k${seq}`, event, data: { seq } } } as const
      const { events } = await store.executions.transition(id, change)
      // Half of what happens nobody is told of.
      if (random() < 0.5) for (const each of events) await bus.publishEvent(id, each, 1)
    }
    let isKilled = false
    for (const end = performance.now() + 60_000; broken.length < RECONNECTS && performance.now() < end;) {
      await happen(executions[Math.floor(random() * EXECUTIONS)].id, 'running')
      if (random() < 0.4) balancer.breakOne(random)
      if (!isKilled && broken.length > RECONNECTS / 2) {
        isKilled = true
        await instances[0].stop('SIGKILL')
      }
    }
    for (const { id } of executions) await happen(id, 'completed')
    await Promise.all(watching)

    expect(isKilled).toBe(true)
    expect(broken.length).toBeGreaterThanOrEqual(RECONNECTS)
    // Progress never falls, whichever instance tells it.
    expect(progress).toEqual(progress.map((shown) => shown.toSorted((a, b) => a - b)))
    for (const { id } of executions) {
      const all = Array.from({ length: counts.get(id)! }, (_, at) => `1:${at + 1}`)
      for (let watcher = 0; watcher < WATCHERS; watcher++)
        expect(seen.get(`${watcher} ${id}`)).toEqual([...all, 'completed'])
    }
  }, 120_000)

  it('tell their clients to come back when they stop in good order', async () => {
    const { id } = await execution()
    const reasons: unknown[] = []
    const live = client.live({ onReconnect: (reason) => reasons.push((reason as Error).message) })
    const watching = live.watch(id)
    await watching.next()
    const last = instances[1]
    const stopped = last.stop('SIGTERM')
    instances = [await spawnApi({ LOG_LEVEL: 'warn' })]
    expect(await stopped).toBe(0)
    while (reasons.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(reasons[0]).toContain('1012')
    live.close()
  }, 30_000)
})
