import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findSample } from '../demo/sample.ts'
import { showSample } from '../demo/show.ts'
import { csvOf } from '../testing/conversations.ts'
import { run } from '../testing/recorder.ts'
import { parseFormats, parseStageOption, parseThreshold } from './run.ts'

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-run-'))
  file = join(folder, 'sessions.csv')
  await writeFile(file, csvOf(6, 2))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const local = (out: string, ...more: string[]) =>
  run(['run', file, '--local', '--out', join(folder, out), ...more], {
    environment: { TECHDECK_HOME: join(folder, 'home') },
  })
const temporaryFolders = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith(`techdeck-${process.pid}-`)).toSorted()

describe('techdeck run --local', () => {
  it('takes files through all stages without a server and prints the execution as one JSON value', async () => {
    const { exitCode, json, notes } = await local('one', '--formats', 'jsonl,csv', '--threshold', '0.1', '--json')
    expect(exitCode).toBe(0)
    const [execution] = json()
    expect(json()).toHaveLength(1)
    expect(execution).toMatchObject({
      status: 'completed',
      export_formats: ['jsonl', 'csv'],
      out: join(folder, 'one'),
      losses: expect.arrayContaining([
        { stage: 'ingestion', kind: 'quarantined', reason: 'wrong_column_count', count: 2 },
      ]),
      files: expect.arrayContaining([expect.objectContaining({ name: 'conversations.jsonl', records: 6 })]),
    })
    expect(notes.filter((note) => note.startsWith('export: completed'))).toHaveLength(1)
  })

  it('writes de-identified files for their owner alone, the same bytes each time', async () => {
    await local('two', '--threshold', '0.1')
    const { lines } = await local('three', '--threshold', '0.1')
    const [a, b] = await Promise.all(
      ['two', 'three'].map((name) => readFile(join(folder, name, 'conversations.jsonl'))),
    )
    expect(a).toEqual(b)
    expect(a?.toString()).not.toContain('sam.rivers')
    expect((await stat(join(folder, 'two', 'conversations.jsonl'))).mode & 0o777).toBe(0o600)
    expect(lines.join('\n')).toContain('wrong_column_count')
  })

  it('leaves nothing behind but the exports and a key ring', async () => {
    const before = await temporaryFolders()
    await local('four')
    expect(await temporaryFolders()).toEqual(before)
    expect(await readdir(join(folder, 'home'))).toHaveLength(1)
  })

  it('has a passage before and after for the demo, read from the files themselves', async () => {
    await local('five', '--threshold', '0.1')
    const files = [{ path: file, sizeBytes: 1 }]
    const sample = await findSample(files, join(folder, 'five', 'conversations.jsonl'), new AbortController().signal)
    expect(sample?.categories).toEqual(expect.arrayContaining(['email']))
    const lines = showSample(sample!, false).join('\n')
    expect(lines).toMatch(/before {2}.*sam\.rivers@example\.org/)
    expect(lines).toMatch(/after {3}.*\[REDACTED\]/)
  })

  it('compares with nothing, since other data sets are on a server', async () => {
    const { exitCode, notes } = await local('alone', '--compare-with', '0199aaaa-0000-7000-8000-000000000000')
    expect([exitCode, notes.join()]).toEqual([2, expect.stringContaining('nothing is kept of it here')])
  })

  it('reads files by a mapping', async () => {
    const mapping = JSON.stringify({ roles: { client: 'other' } })
    const { exitCode } = await local('mapped', '--threshold', '0.1', '--mapping', mapping)
    expect(exitCode).toBe(0)
    const [name = ''] = (await readdir(join(folder, 'mapped'))).filter((entry) => entry.endsWith('.jsonl'))
    expect(await readFile(join(folder, 'mapped', name), 'utf8')).not.toContain('"role":"client"')
  })

  it('refuses a folder that is not empty, unless told to write into it', async () => {
    await mkdir(join(folder, 'full'))
    await writeFile(join(folder, 'full', 'mine.txt'), 'mine')
    expect((await local('full')).exitCode).toBe(2)
    expect((await local('full', '--force')).exitCode).toBe(0)
    expect(await readdir(join(folder, 'full'))).toContain('mine.txt')
  })

  it('refuses files that hold no conversations with code 2 and writes nothing', async () => {
    const bad = join(folder, 'bad.bin')
    await writeFile(bad, new Uint8Array([0, 1, 2, 255, 254, 0, 7]))
    const { exitCode, json } = await run(['run', bad, '--local', '--out', join(folder, 'none'), '--json'], {
      environment: { TECHDECK_HOME: join(folder, 'home') },
    })
    expect(exitCode).toBe(2)
    expect(json()).toEqual([expect.objectContaining({ error_code: 'UNPROCESSABLE_FILE' })])
    expect(await readdir(join(folder, 'none'))).toEqual([])
  })

  it('needs to be told where to write', async () => {
    const { exitCode, notes } = await run(['run', file, '--local'])
    expect([exitCode, notes]).toEqual([2, ['error: --local needs --out DIR, the folder for the exports']])
  })
})

describe('the options of techdeck run', () => {
  it('name formats by commas, each once', () => {
    expect(parseFormats('csv, jsonl,csv')).toEqual(['jsonl', 'csv'])
    expect(() => parseFormats('jsonl,docx')).toThrow('Known formats')
  })

  it('hold the threshold between 0 and 1', () => {
    expect(parseThreshold('0.25')).toBe(0.25)
    for (const wrong of ['', '1.1', '-1', 'high']) expect(() => parseThreshold(wrong)).toThrow('from 0 to 1')
  })

  it("set a stage's own options, as JSON or as text", () => {
    const one = parseStageOption('processing.policy=surrogate', {})
    const two = parseStageOption('processing.keepFields=["model"]', one)
    expect(two).toEqual({ processing: { policy: 'surrogate', keepFields: ['model'] } })
    expect(() => parseStageOption('cooking.time=5', {})).toThrow('stages are')
  })
})
