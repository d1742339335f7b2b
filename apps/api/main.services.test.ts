import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createClient, type Client, type Watched } from '@techdeck/client'
import { resumableFile, uploadFiles } from '@techdeck/client/node'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { freePort } from '@techdeck/devstack'
import { connectStore, type Store } from '@techdeck/store'
import { newId } from '@techdeck/core'
import { createPasswords } from './passwords.ts'

// The API as it is deployed: a process of its own, killed and restarted under its clients.

const PASSWORD = 'correct horse battery staple'
const email = `${newId()}@example.org`
let folder: string
let store: Store
let api: ChildProcess
let client: Client
let token: string | undefined
let environment: NodeJS.ProcessEnv
let log = ''

async function start(): Promise<void> {
  api = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: environment,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  api.stderr!.setEncoding('utf8').on('data', (text: string) => (log += text))
  const until = Date.now() + 20_000
  for (;;) {
    try {
      return void (await client.ready())
    } catch (error) {
      if (Date.now() > until || api.exitCode !== null)
        throw new Error(`The API did not start: ${log}`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

async function stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  const ended = once(api, 'exit')
  api.kill(signal)
  const [code] = (await ended) as [number | null]
  return code
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'techdeck-api-'))
  store = await connectStore({ uri: process.env.MONGODB_URI!, minPoolSize: 1 })
  await store.users.create({
    id: newId(),
    workspaceId: DEFAULT_WORKSPACE,
    email,
    passwordHash: await createPasswords().hash(PASSWORD),
    role: 'admin',
    isActive: true,
    createdAt: new Date(),
    lastLogin: null,
    resetRequestedAt: null,
  })
  const port = await freePort()
  environment = {
    ...process.env,
    NODE_OPTIONS: '--max-old-space-size=160',
    MONGODB_URI: process.env.MONGODB_URI,
    TECHDECK_HOME: folder,
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
    TECHDECK_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    TECHDECK_PSEUDONYM_KEY: Buffer.alloc(32, 2).toString('base64'),
    JWT_SECRET_KEY: 'a secret for tests that is long enough',
    TECHDECK_ADMIN_EMAIL: email,
    TECHDECK_ADMIN_PASSWORD: `not ${PASSWORD}`,
  }
  client = createClient({ baseUrl: `http://127.0.0.1:${port}`, getToken: () => token })
  await start()
  const signedIn = await client.login({ body: { email, password: PASSWORD, client: 'cli' } })
  token = signedIn.access_token
}, 60_000)

afterAll(async () => {
  if (api.exitCode === null && api.signalCode === null) await stop('SIGKILL')
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function resident(): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${environment.METRICS_PORT}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)![1])
}

describe('the API as a process', () => {
  it('signs its users in', async () => {
    expect(await client.me()).toMatchObject({ email, role: 'admin' })
  })

  it('streams an upload that is larger than its memory', async () => {
    const path = join(folder, 'large.jsonl')
    const file = await open(path, 'w')
    const chunk = Buffer.from(
      '{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"yes"}]}\n'.repeat(12_000),
    )
    for (let i = 0; i < 220; i++) await file.write(chunk)
    await file.close()
    let sent = 0
    const onProgress = ({ sentBytes }: { sentBytes: number }) => (sent = sentBytes)
    const dataset = await uploadFiles(client, { paths: [path], onProgress })
    expect(dataset.size_bytes).toBe(chunk.length * 220)
    expect(sent).toBeGreaterThan(dataset.size_bytes)
    expect(await resident()).toBeLessThan(300 * 2 ** 20)
    const inParts = { file: await resumableFile(path), onProgress, force: true }
    const { sha256, ...second } = await client.uploadResumable(inParts)
    expect([sha256, second.size_bytes, sent]).toEqual([dataset.sha256, dataset.size_bytes, dataset.size_bytes])
    expect(await resident()).toBeLessThan(300 * 2 ** 20)
  }, 180_000)

  it('takes several files together in requests, and goes on where they broke off', async () => {
    const line = '{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"yes"}]}\n'
    const sizes = [100_000, 200_000, 1]
    const paths = sizes.map((_, at) => join(folder, `part-${at}.jsonl`))
    for (const [at, path] of paths.entries()) await writeFile(path, line.repeat(sizes[at]))
    const known = new Map<string, string>()
    const states = {
      get: async (key: string) => known.get(key),
      put: async (key: string, url: string) => void known.set(key, url),
      remove: async (key: string) => void known.delete(key),
    }
    const send = async (onProgress: (progress: { sentBytes: number }) => void, signal?: AbortSignal) =>
      client.uploadTogetherResumably({
        files: await Promise.all(paths.map(resumableFile)),
        name: 'together',
        memory: { states, keys: ['a', 'b', 'c'] },
        signal,
        onProgress,
      })
    const [first] = sizes.map((count) => count * line.length)
    const enough = new AbortController()
    const broken = send(({ sentBytes }) => sentBytes > first && enough.abort(new Error('enough')), enough.signal)
    await expect(broken).rejects.toThrow('enough')
    expect([...known.keys()]).toEqual(['a', 'b'])
    let least = Infinity
    const dataset = await send(({ sentBytes }) => (least = Math.min(least, sentBytes)))
    expect(least).toBeGreaterThanOrEqual(first)
    expect(known.size).toBe(0)
    expect(dataset.name).toBe('together')
    expect(dataset.files.map(({ name, size_bytes: bytes }) => [name, bytes])).toEqual(
      sizes.map((count, at) => [`part-${at}.jsonl`, count * line.length]),
    )
    const again = await send(() => {})
    expect([again.id, again.known]).toEqual([dataset.id, true])
  }, 60_000)

  it('is killed and restarted under a watching client, which misses and doubles nothing', async () => {
    const path = join(folder, 'a.jsonl')
    await writeFile(path, '{"messages":[{"role":"user","content":"hi"}]}\n')
    const { id } = await uploadFiles(client, { paths: [path], datasetId: newId() })
    const { files } = (await store.datasets.get(id))!
    const found = { format: 'jsonl', encoding: 'utf-8', conversationCount: 1, turnCount: 1, files, problems: [] }
    await store.datasets.finishInspection(id, 1, { status: 'ready', ...found })
    const execution = await client.executePipeline({ body: { dataset_ids: [id] } })

    const told: Watched[] = []
    let reconnects = 0
    const watching = (async () => {
      for await (const item of client.watch(execution.id, { onReconnect: () => reconnects++ })) told.push(item)
    })()
    let key = 0
    const happen = (to: 'running' | 'completed') =>
      store.executions.transition(execution.id, {
        from: ['queued', 'running'],
        to,
        event: { key: String(key++), event: to === 'completed' ? 'pipeline.completed' : 'checkpoint.save', data: {} },
      })
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5; i++) await happen('running')
      await new Promise((resolve) => setTimeout(resolve, 300))
      await stop('SIGKILL')
      for (let i = 0; i < 5; i++) await happen('running')
      await start()
    }
    await happen('completed')
    await watching
    const cursors = told.flatMap((item) => (item.kind === 'event' ? [item.event.cursor] : []))
    expect(cursors).toEqual(Array.from({ length: 21 }, (_, i) => `1:${i + 1}`))
    expect(told.at(-1)).toEqual({ kind: 'end', status: 'completed' })
    expect(reconnects).toBeGreaterThanOrEqual(2)
  }, 60_000)

  it('stops in good order, also under a stream', async () => {
    const { data } = await client.listPipelines()
    const abort = new AbortController()
    const { id } = data[0]
    const stream = client.watch(id, { after: '1:20', signal: abort.signal })
    await stream.next()
    expect(await stop('SIGTERM')).toBe(0)
    abort.abort()
    await stream.return(undefined)
    expect(log).not.toContain(PASSWORD)
  })
})
