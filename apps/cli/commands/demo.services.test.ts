import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { TakingView } from '@techdeck/contracts'
import { readState, testServices, type TestServices } from '@techdeck/devstack'
import { z } from 'zod'
import type { CliContext } from '../command.ts'
import { csvOf } from '../testing/conversations.ts'
import { run, type Ran } from '../testing/recorder.ts'

jest.setTimeout(60_000)

// One stack for all: the demo starts it and stays up, the other commands use it, Ctrl-C ends it.

let services: TestServices
let folder: string
let environment: CliContext['environment']
const interruption = new AbortController()
let demo: Promise<Ran>
let shown: DemoShown

interface DemoShown {
  api_url: string
  services: { name: string; state: string }[]
  dataset: { id: string }
  execution: { id: string; status: string }
  exports: { folder: string; files: { path: string; sha256: string; name: string }[] }
}

beforeAll(async () => {
  services = await testServices({ own: true })
  folder = await mkdtemp(join(tmpdir(), 'cli-demo-'))
  await writeFile(join(folder, 'sessions.csv'), csvOf(8, 3))
  const { TECHDECK_HOME: _home, TECHDECK_TOKEN: _token, TECHDECK_API_URL: _url, ...rest } = process.env
  environment = {
    ...rest,
    TECHDECK_HOME: join(folder, 'home'),
    REDIS_URL: services.redis.url,
    MONGODB_URI: services.mongo.url,
  }
  const printed = Promise.withResolvers<DemoShown>()
  demo = run(['demo', '--data', join(folder, 'sessions.csv'), '--json'], {
    environment,
    signal: interruption.signal,
    heard: (line) => printed.resolve(JSON.parse(line)),
  })
  void demo.then((ended) => printed.reject(new Error(`The demo ended: ${ended.notes.join('\n')}`)))
  shown = await printed.promise
}, 120_000)

afterAll(async () => {
  interruption.abort()
  await demo
  await services.stop()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

/** What names a copy, of an answer that says more. */
const Trace = TakingView.extend({ execution_id: z.string(), name: z.string() })

const cli = (...args: string[]) => run(args, { environment })
const idOf = ({ json }: Ran): string => z.object({ id: z.string() }).parse(json()[0]).id
const Line = z.object({ event: z.string().optional(), cursor: z.string().optional(), status: z.string().optional() })
const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

describe('techdeck demo', () => {
  it('starts every part, and takes the files through all six stages', () => {
    expect(shown).toMatchObject({
      api_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      execution: { status: 'completed' },
      conversations_per_s: expect.any(Number),
      conserved: true,
      losses: expect.arrayContaining([
        { stage: 'ingestion', kind: 'quarantined', reason: 'wrong_column_count', count: 3 },
      ]),
    })
    expect(shown.services.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'worker-export']))
    expect(shown.services.every(({ state }) => state === 'ready')).toBe(true)
  })

  it('leaves the export in the home folder, as the API announced it', async () => {
    const { folder: exported, files } = shown.exports
    expect(exported).toBe(join(folder, 'home', 'exports', shown.execution.id))
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['conversations.jsonl', 'manifest.json']))
    for (const { path, sha256 } of files) expect(await hashOf(path)).toBe(sha256)
  })

  it('says nothing of what is in the conversations', () => {
    expect(JSON.stringify(shown)).not.toMatch(/sam\.rivers|REDACTED|good to see you/)
  })
})

/** Files of an export folder, without passports beside them, and what names and signs the run, which is its own. */
async function exportsIn(path: string): Promise<string[]> {
  const found = await readdir(path, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile() && entry.name !== 'run.json')
    .map(({ parentPath, name }) => relative(path, join(parentPath, name)))
    .filter((name) => !name.startsWith('.'))
    .toSorted()
}

describe('the commands that talk to the API', () => {
  it('upload files, wait for what inspection finds and list the data set', async () => {
    const { exitCode, json } = await cli('upload', join(folder, 'sessions.csv'), '--name', 'mine', '--force', '--json')
    expect([exitCode, json()]).toEqual([
      0,
      [expect.objectContaining({ name: 'mine', status: 'ready', format: 'csv', conversation_count: 8 })],
    ])
    expect((await cli('datasets')).lines.join('\n')).toMatch(/mine +ready +csv +8/)
  })

  it('refuse a file that cannot be read with code 2, and say why', async () => {
    const bad = join(folder, 'bad.bin')
    await writeFile(bad, new Uint8Array([0, 1, 2, 255, 254, 0, 7]))
    const { exitCode, lines } = await cli('upload', bad)
    expect([exitCode, lines.join('\n')]).toEqual([2, expect.stringContaining('binary')])
  })

  it('run a data set and give the same export as without a server, byte for byte', async () => {
    const options = ['--threshold', '0.1', '--formats', 'jsonl,openai_chat', '--json']
    const there = await cli('run', shown.dataset.id, '--wait', ...options)
    expect(there.exitCode).toBe(0)
    const id = idOf(there)
    const out = join(folder, 'there')
    expect((await cli('export', id, '--out', out)).exitCode).toBe(0)
    const here = join(folder, 'here')
    await cli('run', join(folder, 'sessions.csv'), '--local', '--out', here, ...options)
    const names = await exportsIn(here)
    expect(await exportsIn(out)).toEqual(names)
    for (const name of names)
      expect([name, await hashOf(join(out, name))]).toEqual([name, await hashOf(join(here, name))])
  })

  it('tell who took a copy, by its receipt and by a file of it, which verifies as it was made', async () => {
    const { id } = shown.execution
    const out = join(folder, 'copy')
    const taken = await cli('export', id, '--out', out, '--purpose', 'a look', '--json')
    const { files } = z
      .object({ files: z.array(z.object({ name: z.string(), copies: z.array(TakingView) })) })
      .parse(taken.json()[0])
    const [{ exports }] = z
      .array(z.object({ exports: z.array(z.object({ ok: z.boolean(), copies: z.array(TakingView) })) }))
      .parse((await cli('verify', out, '--json')).json())
    expect(exports).toEqual([{ ok: true, copies: files.flatMap(({ copies }) => copies) }])
    expect((await cli('verify', out)).lines.join('\n')).toMatch(/Taken +For “a look”, until 20/)
    const marked = files.find(({ name }) => name === 'conversations.jsonl')?.copies[0]
    const traced = async (what: string) => z.array(Trace).parse((await cli('audit', 'trace', what, '--json')).json()[0])
    const [byMark] = await traced(String(marked?.watermark))
    expect(byMark).toEqual({ ...marked, execution_id: id, name: 'conversations.jsonl' })
    expect(await traced(out)).toHaveLength(files.length)
    expect(await traced(join(out, 'conversations.jsonl'))).toContainEqual(byMark)
    expect((await cli('audit', 'trace', id)).exitCode).toBe(4)
  })

  it('watch an execution that has ended from its beginning: each event once, the execution last', async () => {
    const { exitCode, json } = await cli('watch', shown.execution.id, '--json')
    const events = z.array(Line).parse(json())
    const execution = events.pop()
    expect([exitCode, execution?.status]).toEqual([0, 'completed'])
    expect(events.map(({ cursor }) => Number(cursor?.split(':')[1]))).toEqual(events.map((_, index) => index + 1))
    expect(events.at(-1)?.event).toBe('pipeline.completed')
    const { lines } = await cli('watch', shown.execution.id)
    expect(lines[0]).toMatch(/Z {2}pipeline\.started$/)
  })

  it('show progress, report, quarantine and validation', async () => {
    const { id } = shown.execution
    expect((await cli('progress', id, '--json')).json()).toEqual([expect.objectContaining({ progress: 100 })])
    expect((await cli('report', id)).lines).toEqual(
      expect.arrayContaining(['What became of every record', 'Validation', 'Identifiers replaced', 'Quality']),
    )
    const rows = (await cli('quarantine', shown.dataset.id, '--json')).json()[0]
    expect(rows).toHaveLength(3)
    const { lines } = await cli('quarantine', shown.dataset.id, '--limit', '2')
    expect(lines.at(0)).toMatch(/rows read = [\d,]+ accepted \+ 3 quarantined/)
    expect(lines.slice(-2).filter((line) => line.includes('ingestion'))).toHaveLength(2)
    expect(lines.join('\n')).not.toContain('too,many')
    const validated = await cli('validate', shown.dataset.id, '--json')
    expect(validated.json()).toEqual([
      expect.objectContaining({ validation: expect.anything(), bias: expect.anything() }),
    ])
  })

  it('tell by their codes what is not there, not possible or not allowed', async () => {
    const nobody = '01900000-0000-7000-8000-000000000000'
    expect((await cli('report', nobody)).exitCode).toBe(4)
    expect((await cli('run', nobody)).exitCode).toBe(4)
    expect((await cli('cancel', shown.execution.id)).exitCode).toBe(1)
    const { exitCode, notes } = await cli('run', shown.dataset.id, '--option', 'processing.policy=nonsense')
    expect([exitCode, notes.join('\n')]).toEqual([2, expect.stringContaining('options.processing.policy')])
    const stranger = { ...environment, TECHDECK_TOKEN: 'nonsense' }
    expect((await run(['datasets'], { environment: stranger })).exitCode).toBe(3)
  })

  it('make a bundle for whoever helps, with the services, their logs and the runs, and nothing of the data', async () => {
    const file = join(folder, 'bundle.json.gz')
    expect((await cli('bundle', '--out', file)).exitCode).toBe(0)
    const text = gunzipSync(await readFile(file)).toString()
    const { stack, api, logs } = JSON.parse(text)
    expect(stack.services.map(({ name }: { name: string }) => name)).toContain('worker-export')
    expect(api).toMatchObject({ ready: { status: 'ready' }, runs: expect.arrayContaining([expect.anything()]) })
    expect(Object.keys(logs)).toContain('api')
    // What the files say and are called, who asked, and by which token.
    expect(text).not.toMatch(/sam\.rivers|503-555|good to see you|sessions\.csv|"mine"|@techdeck\.localhost|eyJ/)
  })

  it('stop an execution and continue it', async () => {
    const id = idOf(await cli('run', shown.dataset.id, '--threshold', '0.2', '--json'))
    expect((await cli('cancel', id, '--json')).exitCode).toBe(0)
    expect((await cli('watch', id, '--json')).exitCode).toBe(1)
    expect((await cli('retry', id, '--wait', '--json')).exitCode).toBe(0)
    expect((await cli('progress', id, '--json')).json()).toEqual([
      expect.objectContaining({ status: 'completed', progress: 100 }),
    ])
  })
})

describe('Ctrl-C', () => {
  it('stops all that the demo started', async () => {
    interruption.abort()
    const { exitCode } = await demo
    expect(exitCode).toBe(0)
    expect(await readState(join(folder, 'home'))).toBeNull()
    await expect(fetch(`${shown.api_url}/api/v1/health`)).rejects.toThrow('fetch failed')
  }, 60_000)
})
