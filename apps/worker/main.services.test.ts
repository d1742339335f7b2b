import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createFolderStore } from '@techdeck/artifacts'
import { createLogger, delay, newId } from '@techdeck/core'
import { createKeyRingFile, loadKeyRing } from '@techdeck/crypto'
import { testServices, type TestServices } from '@techdeck/devstack'
import { planExecution, readPreview } from '@techdeck/pipeline'
import { BullFlowQueue, connectPatiently } from '@techdeck/redis'
import { connectStore, type Store } from '@techdeck/store'

const SECRET = 'Samantha'
const ROWS = 30_000

let services: TestServices
let folder: string
let store: Store
let redis: ReturnType<typeof connectPatiently>
let flows: BullFlowQueue
const started: ChildProcess[] = []

// Servers of its own: a worker takes whatever waits in the ones that it is given.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'techdeck-worker-'))
  services = await testServices({ own: true })
  await createKeyRingFile(join(folder, 'ring.json'))
  store = await connectStore({ uri: services.mongo.url, minPoolSize: 1 })
  redis = connectPatiently(services.redis.url, createLogger('test', { level: 'silent' }))
  flows = new BullFlowQueue(redis)
}, 60_000)

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await flows?.close()
  redis?.disconnect()
  await store?.close()
  await services?.stop()
  await rm(folder, { recursive: true, force: true })
}, 30_000)

/** Starts a worker as it is deployed; `ready` is its health port. */
function startWorker(changes: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      PATH: process.env.PATH,
      NODE_V8_COVERAGE: process.env.NODE_V8_COVERAGE,
      REDIS_URL: services.redis.url,
      MONGODB_URI: services.mongo.url,
      TECHDECK_ARTIFACTS: join(folder, 'artifacts'),
      TECHDECK_KEY_FILE: join(folder, 'ring.json'),
      STAGES: 'ingestion',
      WORKER_THREADS: '1',
      RECONCILE_MS: '600000',
      ...changes,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  started.push(child)
  const output = { text: '' }
  child.stderr.on('data', (chunk: Buffer) => (output.text += chunk.toString()))
  const port = () => Number(/"port":(\d+)/.exec(output.text)?.[1] ?? 0)
  return { child, output, port }
}

async function until(isSo: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('It did not come to be.')
    await delay(10)
  }
}

/** An uploaded data set that takes a while to be inspected. */
async function upload(): Promise<string> {
  const id = newId()
  const ring = await loadKeyRing({ file: join(folder, 'ring.json') })
  const { dataKey, wrapped } = await ring.newDataKey(id)
  const artifact = `${id}/uploads/0`
  const line = (at: number) =>
    `${JSON.stringify({
      id: `c${at}`,
      turns: [
        { role: 'therapist', text: 'How was your week?' },
        { role: 'client', text: `I am ${SECRET}. ${'I slept badly again. '.repeat(12)}` },
      ],
    })}\n`
  const lines = Array.from({ length: 100 }, (_, hundred) =>
    Buffer.from(Array.from({ length: ROWS / 100 }, (_row, at) => line(hundred * (ROWS / 100) + at)).join('')),
  )
  const { sha256, sizeBytes } = await createFolderStore(join(folder, 'artifacts')).write(artifact, dataKey, lines)
  await store.keys.create(wrapped)
  const now = new Date()
  await store.datasets.create({
    id,
    workspaceId: 'w',
    userId: 'u',
    name: 'sessions.jsonl',
    version: 1,
    status: 'inspecting',
    format: null,
    encoding: null,
    conversationCount: null,
    turnCount: null,
    sizeBytes,
    sha256,
    files: [{ ordinal: 0, name: 'sessions.jsonl', sizeBytes, sha256, artifact }],
    problems: [],
    dataKeyId: wrapped.id,
    createdAt: now,
    updatedAt: now,
  })
  return id
}

describe('the worker as a process', () => {
  it('hands back what it works on when it is told to stop, and is gone within ten seconds', async () => {
    const id = await upload()
    const first = startWorker()
    await until(() => first.port() > 0)
    expect((await fetch(`http://127.0.0.1:${first.port()}/health`)).status).toBe(200)
    const ingestion = flows.queues.find(({ name }) => name === 'ingestion')!
    await flows.addInspect({ datasetId: id, version: 1 })
    await until(async () => (await ingestion.getActiveCount()) === 1)
    await until(async () =>
      /techdeck_threads_busy 1/.test(await (await fetch(`http://127.0.0.1:${first.port()}/metrics`)).text()),
    )

    const stopped = performance.now()
    first.child.kill('SIGTERM')
    first.child.kill('SIGTERM')
    await once(first.child, 'exit')
    expect([first.child.exitCode, performance.now() - stopped < 10_000]).toEqual([0, true])
    const job = (await ingestion.getJobs(['waiting', 'active', 'delayed', 'failed', 'completed']))[0]
    expect([await job.getState(), job.attemptsMade]).toEqual(['waiting', 0])
    expect((await store.datasets.get(id))!.status).toBe('inspecting')

    const second = startWorker()
    await until(async () => (await store.datasets.get(id))!.status === 'ready')
    expect(await store.datasets.get(id)).toMatchObject({ conversationCount: ROWS, turnCount: 2 * ROWS })
    second.child.kill('SIGTERM')
    await once(second.child, 'exit')
    expect(second.child.exitCode).toBe(0)
    expect(first.output.text + second.output.text).not.toContain(SECRET)
  }, 60_000)

  it('makes a preview again when it was killed in the middle of it', async () => {
    const id = await upload()
    const inspecting = startWorker()
    await flows.addInspect({ datasetId: id, version: 1 })
    await until(async () => (await store.datasets.get(id))!.status === 'ready')
    inspecting.child.kill('SIGKILL')
    const dataset = (await store.datasets.get(id))!
    const { execution } = await store.executions.create(
      planExecution(
        {
          workspaceId: 'w',
          userId: 'u',
          datasets: [dataset],
          executionMode: 'standard',
          qualityThreshold: 0,
          enableBiasDetection: true,
          exportFormats: ['jsonl'],
        },
        new Date(),
      ),
    )
    const ring = await loadKeyRing({ file: join(folder, 'ring.json') })
    const dataKey = await ring.unwrap((await store.keys.get(dataset.dataKeyId))!)
    const artifacts = createFolderStore(join(folder, 'artifacts'))
    const killed = startWorker()
    await until(() => killed.port() > 0)
    const ingestion = flows.queues.find(({ name }) => name === 'ingestion')!
    await flows.addPreview({ executionId: execution.id })
    await until(async () => (await ingestion.getActiveCount()) === 1)
    killed.child.kill('SIGKILL')
    await once(killed.child, 'exit')
    expect(await readPreview(artifacts, execution, dataKey)).toBeNull()

    const next = startWorker()
    await until(async () => (await readPreview(artifacts, execution, dataKey)) !== null)
    const preview = (await readPreview(artifacts, execution, dataKey))!
    // All rows say the same, so the first of them stays.
    expect([preview.read, preview.conversations.length]).toEqual([32, 1])
    expect(JSON.stringify(preview)).not.toContain(SECRET)
    const stored = (await store.executions.get(execution.id))!
    expect([stored.status, stored.seq]).toEqual(['queued', 0])
    next.child.kill('SIGTERM')
    await once(next.child, 'exit')
    expect(killed.output.text + next.output.text).not.toContain(SECRET)
  }, 60_000)

  it('does not start without what it needs, and says what that is', async () => {
    const { child, output } = startWorker({ REDIS_URL: '', STAGES: 'validation,enrichment' })
    await once(child, 'exit')
    expect(child.exitCode).not.toBe(0)
    expect(output.text).toMatch(/REDIS_URL[\s\S]*STAGES/)
  })
})
