import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { DatasetView, ExecutionView } from '@techdeck/contracts'
import { CONTENT, FILES, MAPPING, MARK, NUMBERS, PLANTED, csvOfCanaries, jsonlOfCanaries } from './support/canaries.ts'
import { canariesBelow, canariesIn } from './support/search.ts'
import { dumpMongo, dumpRedis, listenToRedis } from './support/spies.ts'
import { startTestStack, type TestStack } from './support/test-stack.ts'

let system: TestStack
/** Where its processes put what is temporary. */
let scratch: string
let redis: Awaited<ReturnType<typeof listenToRedis>>
const datasets: DatasetView[] = []
const executions: ExecutionView[] = []
const streams: string[] = []
const errors: { request: string; status: number; text: string }[] = []

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'canaries-'))
  system = await startTestStack({ environment: { LOG_LEVEL: 'debug', TMPDIR: scratch } })
  redis = await listenToRedis(system.stack.environment['REDIS_URL']!)
  datasets.push(await system.upload(FILES.jsonl, jsonlOfCanaries(), { roles: MAPPING.roles }))
  datasets.push(await system.upload(FILES.csv, csvOfCanaries(), MAPPING))
  for (const { id } of datasets) await runOne(id, 'standard')
  await runOne(datasets[0].id, 'strict')
  await failEverywhere()
}, 60_000)
afterAll(async () => {
  redis?.stop()
  await system?.close()
  await rm(scratch, { recursive: true, force: true })
})

/** Runs a data set while its raw stream is read, and looks at everything that is told of it afterwards. */
async function runOne(id: string, mode: 'standard' | 'strict'): Promise<void> {
  const body = { dataset_ids: [id], quality_threshold: 0, execution_mode: mode }
  const execution = await system.client.executePipeline({
    body: { ...body, export_formats: ['jsonl', 'openai_chat', 'csv'] },
  })
  const stream = system.call(`/pipeline/${execution.id}/events`, { headers: { accept: 'text/event-stream' } })
  executions.push(await system.ended(execution.id))
  streams.push((await stream).text)
  for (const path of ['', '/progress', '/events', '/report', '/exports'])
    streams.push((await system.call(`/pipeline/${execution.id}${path}`)).text)
  streams.push((await system.call(`/validation/${id}`)).text)
}

const json = (body: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json' },
})

function form(parts: Record<string, string>): RequestInit {
  const body = new FormData()
  for (const [name, value] of Object.entries(parts)) body.append(name, value)
  body.append('file', new Blob(['{"turns": []}']), FILES.jsonl)
  return { method: 'POST', body }
}

/** Requests that fail, with canaries wherever a request can hold one. */
async function failEverywhere(): Promise<void> {
  const [{ id }] = datasets
  const mail = `${MARK}asked@example.org`
  const requests: [path: string, init?: RequestInit][] = [
    ['/pipeline/execute', json(`{"dataset_ids": ["${mail}"`)],
    ['/pipeline/execute', json(JSON.stringify({ dataset_ids: [mail], [mail]: mail, execution_mode: mail }))],
    ['/pipeline/execute', json(JSON.stringify({ dataset_ids: [id], options: { processing: { policy: mail } } }))],
    ['/pipeline/execute', json(JSON.stringify({ dataset_ids: [id], options: { processing: { [mail]: 1 } } }))],
    [`/pipeline/${mail}`],
    [`/pipeline/${mail}/report`],
    [`/datasets?limit=${mail}`],
    [`/datasets/${id}/quarantine?cursor=${mail}`],
    [`/${mail}`],
    ['/datasets', form({ mapping: `{"text": "${mail}"` })],
    ['/datasets', form({ mapping: JSON.stringify({ roles: { quillvexanne: 'nurse' } }) })],
    ['/datasets', form({ mapping: JSON.stringify({ [mail]: 'text' }) })],
    ['/datasets', form({ [mail]: mail })],
    ['/datasets', { ...form({}), headers: { 'x-dataset-id': mail } }],
    ['/datasets', { method: 'POST', body: mail, headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
    ['/auth/login', json(JSON.stringify({ email: mail, password: `${MARK}-password`, client: 'cli' }))],
    ['/auth/me', { headers: { authorization: `Bearer ${MARK}` } }],
  ]
  for (const [path, init] of requests) {
    const answer = await system.call(path, init)
    errors.push({ request: `${init?.method ?? 'GET'} ${path}`, ...answer })
  }
  for (const [name, content] of [
    ['binary', Buffer.from(`\0\u0001\0${mail}\0\u0002`)],
    ['not-conversations', `${mail}\n${mail}\n`],
    ['broken', `{"turns": [{"speaker": "${mail}"\n`.repeat(20)],
  ] as const) {
    const dataset = await system.upload(name, content)
    const shown = await system.call(`/datasets/${dataset.id}`)
    errors.push({ request: `upload of ${name}`, status: 422, text: shown.text })
  }
}

describe('canaries', () => {
  it('are found by the search in every form, so that finding none means something', async () => {
    const folder = join(system.folder, 'search')
    await mkdir(folder)
    const said = `the address of ${MARK}mail@example.org and ${NUMBERS[0]}`
    const forms = {
      plain: said,
      capital: said.toUpperCase(),
      json: JSON.stringify({ said }),
      base64: Buffer.from(said).toString('base64'),
      shifted: Buffer.from(`.${said}`).toString('base64'),
      twice: Buffer.from(`..${said}`).toString('base64'),
      hex: Buffer.from(said).toString('hex'),
      utf16: Buffer.from(said, 'utf16le'),
      late: `${'x'.repeat(4 * 1024 ** 2 - 4)}${said}`,
    }
    for (const [name, content] of Object.entries(forms)) await writeFile(join(folder, name), content)
    const { found } = await canariesBelow(folder)
    expect(found.toSorted()).toEqual(
      Object.keys(forms)
        .map((name) => `${name}: ${MARK}, ${NUMBERS[0]}`)
        .toSorted(),
    )
    expect(canariesIn('nothing to see')).toEqual([])
    await rm(folder, { recursive: true })
  })

  it('are forty and more, of every kind, each in what went in', () => {
    const planted = Object.values(PLANTED).flat()
    expect(planted.length).toBeGreaterThanOrEqual(40)
    expect(planted.filter((each) => !jsonlOfCanaries().includes(each))).toEqual([])
  })

  it('went through all stages, and the broken rows into quarantine', async () => {
    expect(datasets.map(({ status }) => status)).toEqual(['ready', 'ready'])
    expect(datasets.map(({ files }) => files[0].bad_rows)).toEqual([3, 1])
    expect(executions.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed'])
    const { data } = await system.client.listQuarantine({ params: { id: datasets[0].id } })
    expect(data).toHaveLength(3)
    expect(canariesIn(data.map(({ excerpt }) => excerpt).join(' '))).toContain(MARK)
  })

  it('are in the exports as far as they identify nobody, and are gone as far as they do', async () => {
    for (const { id } of executions) {
      const { files } = await system.client.listExports({ params: { id } })
      expect(files.map(({ name }) => name).toSorted()).toEqual([
        'conversations.csv',
        'conversations.jsonl',
        'croissant.json',
        'data-card.md',
        'figures/quality.svg',
        'figures/turns.svg',
        'manifest.json',
        'openai_chat.jsonl',
        'recipe.yaml',
        'run.json',
      ])
      for (const { name } of files) {
        const text = await (await system.client.downloadExport({ params: { id, name } })).text()
        const saysContent = /^(?:conversations|openai_chat)\./.test(name)
        const left = leftIn(text.replaceAll(CONTENT, ''))
        expect({ name, content: text.includes(CONTENT), left }).toEqual({ name, content: saysContent, left: [] })
      }
    }
  })

  it('are in the previews as they are in the exports', async () => {
    for (const { id } of executions) {
      const { text } = await system.call(`/pipeline/${id}/preview`)
      expect({ content: text.includes(CONTENT), left: leftIn(text.replaceAll(CONTENT, '')) }).toEqual({
        content: true,
        left: [],
      })
    }
  })

  it('are in no event, no stream, no report and no other answer about a run', () => {
    expect(streams.join('').length).toBeGreaterThan(10_000)
    expect(streams.filter((text) => canariesIn(text).length > 0)).toEqual([])
  })

  it('are in no answer to a request that failed', () => {
    for (const { request, status, text } of errors) {
      expect({ request, wrong: status < 400 || status >= 500 }).toEqual({ request, wrong: false })
      expect(`${request}: ${canariesIn(text).length > 0 ? text : ''}`).toBe(`${request}: `)
    }
  })

  it('are in no figure', async () => {
    const workers = system.stack.services.filter(({ name }) => name.startsWith('worker-'))
    const urls = [system.metricsUrl, ...workers.map(({ url }) => `${url}/metrics`)]
    for (const url of urls) {
      const text = await (await fetch(url)).text()
      expect(text.length).toBeGreaterThan(1000)
      expect(canariesIn(text)).toEqual([])
    }
  })

  it('are in no key, value or message of Redis, now or at any time before', async () => {
    const commands = redis.commands()
    expect(commands.some((command) => command.includes('techdeck:events:'))).toBe(true)
    expect(commands.filter((command) => canariesIn(command).length > 0)).toEqual([])
    const keys = await dumpRedis(system.stack.environment['REDIS_URL']!)
    expect(keys.size).toBeGreaterThan(10)
    expect([...keys].filter((entry) => canariesIn(entry.join(' ')).length > 0)).toEqual([])
  })

  it('are in no document of the database', async () => {
    const collections = await dumpMongo(system.stack.environment['MONGODB_URI']!)
    expect([...collections.keys()]).toEqual(expect.arrayContaining(['datasets', 'pipelineExecutions', 'auditBatches']))
    const found = [...collections].flatMap(([collection, documents]) =>
      documents.flatMap((text) => (canariesIn(text).length > 0 ? `${collection} ${text}` : [])),
    )
    expect(found).toEqual([])
  })

  it('are in no backup, neither where data go nor where keys go', async () => {
    const home = system.stack.home
    const made = await system.cli(['backup', join(home, 'backup'), '--keys', join(home, 'backup-keys'), '--json'])
    expect([made.code, made.stdout === '' ? made.stderr : '']).toEqual([0, ''])
    const { records, artifacts } = JSON.parse(made.stdout) as { records: number; artifacts: number }
    expect(records).toBeGreaterThan(50)
    expect(artifacts).toBeGreaterThan(20)
    for (const name of ['backup', 'backup-keys']) {
      const { files, found } = await canariesBelow(join(home, name))
      expect(files).toBeGreaterThan(2)
      expect(found).toEqual([])
    }
  })

  it('are in no file that the stack wrote, while it ran, when a worker crashed and after it stopped', async () => {
    const before = await readdir('.')
    const running = await canariesBelow(system.stack.home)
    expect(running.files).toBeGreaterThan(20)
    const worker = Object.entries(system.pids()).find(([name]) => name.startsWith('worker-'))?.[1]
    process.kill(worker!, 'SIGABRT')
    await system.stack.stop()
    expect(existsSync(`/proc/${worker}`)).toBe(false)
    const stopped = await canariesBelow(system.stack.home)
    const temporary = await canariesBelow(scratch)
    // A dump of its memory would lie where it was started, or beside its scratch files.
    expect(await readdir('.')).toEqual(before)
    const logs = await readdir(join(system.stack.home, 'logs'))
    expect(logs).toEqual(expect.arrayContaining(['api.log', 'mongo.log', 'redis.log']))
    expect((await readFile(join(system.stack.home, 'logs', 'api.log'), 'utf8')).length).toBeGreaterThan(1000)
    expect([...running.found, ...stopped.found, ...temporary.found]).toEqual([])
  }, 60_000)
})

/** Canaries with what is around them. */
const leftIn = (text: string): string[] =>
  canariesIn(text).map((canary) => text.slice(Math.max(0, text.toLowerCase().indexOf(canary) - 60)).slice(0, 160))
