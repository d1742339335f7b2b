import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { STAGES, handedOn, isConserved, type Tracker } from '@techdeck/contracts'
import { ProcessingFinalError, UnprocessableFileError, collectBytes } from '@techdeck/core'
import { STAGE_DEFINITIONS } from '@techdeck/stages'
import { runLocal, type LocalOptions, type LocalRun } from './local.ts'
import { MemoryArtifacts, silent, testKeyRing } from './testing/artifacts.ts'

const examples = join(import.meta.dirname, '../../examples/data')
const optionsOver = (files: string[], changes: Partial<LocalOptions> = {}): LocalOptions => ({
  files,
  artifacts: new MemoryArtifacts(),
  keyRing: testKeyRing,
  stages: STAGE_DEFINITIONS,
  logger: silent,
  signal: new AbortController().signal,
  executionMode: 'standard',
  qualityThreshold: 0.3,
  enableBiasDetection: true,
  exportFormats: ['jsonl', 'csv'],
  ...changes,
})

async function contentOf({ files, read }: LocalRun): Promise<{ [name: string]: string }> {
  const contents: { [name: string]: string } = {}
  for (const file of files) contents[file.name] = (await collectBytes(read(file))).toString()
  return contents
}

describe('a run without servers', () => {
  const files = ['questions.csv', 'archive.jsonl.gz', 'interviews.scattered.csv'].map((name) => join(examples, name))
  let run: LocalRun
  const shown: Tracker[] = []
  beforeAll(async () => {
    run = await runLocal(optionsOver(files, { onProgress: (tracker) => void shown.push(tracker) }))
  }, 30_000)

  it('takes files of several forms through all six stages', () => {
    expect(['completed', 'partial']).toContain(run.execution.status)
    expect(run.results.map(({ stageName }) => stageName)).toEqual(STAGES)
    expect(run.dataset.files.map(({ format }) => format)).toEqual(['csv', 'jsonl', 'csv'])
  })

  it('accounts for every row and every conversation, stage by stage', () => {
    const rows = run.dataset.files.reduce((sum, file) => sum + file.rows!, 0)
    let expected = rows
    for (const { stageName, outputData } of run.results) {
      const { records, losses } = outputData
      expect([stageName, records.in, isConserved(records)]).toEqual([stageName, expected, true])
      for (const kind of ['rejected', 'quarantined', 'merged', 'withheld'] as const)
        expect(losses.filter((loss) => loss.kind === kind).reduce((sum, { count }) => sum + count, 0)).toBe(
          records[kind],
        )
      expected = handedOn(records)
    }
    expect(run.results[0].outputData.records.conversations).toBeGreaterThan(20)
  })

  it('writes what it counts, in each format', async () => {
    const { records } = run.results[5].outputData
    const contents = await contentOf(run)
    const lines = Object.entries(contents)
      .find(([name]) => name.endsWith('.jsonl'))![1]
      .trimEnd()
      .split('\n')
    expect(records.out).toBeGreaterThan(0)
    expect(lines).toHaveLength(records.out)
    expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(records.out)
    expect(Object.keys(contents).some((name) => name.endsWith('.csv'))).toBe(true)
  })

  it('shows progress that never falls and ends at 100', () => {
    const progress = shown.map((tracker) => tracker.progress)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBe(100)
  })

  it('writes the same bytes when it runs again', async () => {
    const once = await runLocal(optionsOver([files[0]]))
    const twice = await runLocal(optionsOver([files[0]]))
    const { 'run.json': oneRun, ...first } = await contentOf(once)
    const { 'run.json': otherRun, ...second } = await contentOf(twice)
    expect(second).toEqual(first)
    expect(JSON.parse(otherRun).signature).toBe(JSON.parse(oneRun).signature)
    expect(twice.execution.id).not.toBe(once.execution.id)
  })
})

describe('near duplicates', () => {
  const words = (from: number) => Array.from({ length: 60 }, (_, at) => `w${from}x${at}`).join(' ')
  const lineOf = (at: number, ending: string) => {
    const turns = [0, 1, 2, 3].map((turn) => ({
      role: turn % 2 ? 'assistant' : 'user',
      content: words(at * 10 + turn),
    }))
    return `${JSON.stringify({ messages: [...turns, { role: 'user', content: ending }] })}\n`
  }
  const pairs = Array.from({ length: 16 }, (_, at) => at)
  const content = ['So it was.', 'And so on.'].map((ending) => pairs.map((at) => lineOf(at, ending)).join('')).join('')
  const splits = { train: 0.5, test: 0.5 }

  async function rowsBySplit(standardization: { nearDuplicates?: 'drop' } = {}): Promise<Map<number, string>> {
    const folder = await mkdtemp(join(tmpdir(), 'techdeck-local-'))
    const path = join(folder, 'twice.jsonl')
    await writeFile(path, content)
    const options = { standardization, export: { splits } }
    const run = await runLocal(optionsOver([path], { qualityThreshold: 0, exportFormats: ['jsonl'], options }))
    await rm(folder, { recursive: true })
    const rows = new Map<number, string>()
    for (const [name, text] of Object.entries(await contentOf(run)))
      for (const line of name.endsWith('.jsonl') ? text.trimEnd().split('\n') : [])
        rows.set((JSON.parse(line) as { source: { row: number } }).source.row, name)
    return rows
  }

  it('stay on one side of a split', async () => {
    const rows = await rowsBySplit()
    expect(rows.size).toBe(32)
    expect(new Set(rows.values()).size).toBe(2)
    for (const at of pairs) expect(rows.get(at + 1)).toBe(rows.get(at + 17))
  })

  it('are left out by option but for the first', async () => {
    expect([...(await rowsBySplit({ nearDuplicates: 'drop' })).keys()].toSorted((a, b) => a - b)).toEqual(
      pairs.map((at) => at + 1),
    )
  })
})

describe('ids', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'techdeck-local-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('of conversations stay when files come before and behind, of members of archives too, and so do their splits', async () => {
    const zip = join(import.meta.dirname, '../formats/unpack/fixtures/mixed.zip')
    const first = join(folder, 'aaa.jsonl')
    const lines = ['the garden', 'my brother', 'the night shift'].map((what) =>
      JSON.stringify({
        messages: [
          { role: 'user', content: `I cannot stop thinking about ${what}, and it keeps me from sleeping.` },
          { role: 'assistant', content: `What is it about ${what} that comes back to you at night?` },
          { role: 'user', content: `I feel that I should have done more for ${what}, and now it is late.` },
        ],
      }),
    )
    await writeFile(first, `${lines.join('\n')}\n`)
    const last = join(examples, 'questions.csv')
    const options = { export: { splits: { train: 0.5, test: 0.5 } } }
    const places = async (files: string[]) => {
      const run = await runLocal(optionsOver(files, { qualityThreshold: 0, exportFormats: ['jsonl'], options }))
      const rows = new Map<string, string>()
      for (const [name, text] of Object.entries(await contentOf(run)))
        for (const line of name.endsWith('.jsonl') ? text.trimEnd().split('\n') : [])
          rows.set((JSON.parse(line) as { id: string }).id, name)
      return rows
    }
    const alone = await places([zip, last])
    const among = await places([first, zip, last])
    expect(alone.size).toBeGreaterThan(10)
    expect(among.size).toBeGreaterThan(alone.size)
    for (const [id, split] of alone) expect([id, among.get(id)]).toEqual([id, split])
  })
})

describe('a run that cannot be', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'techdeck-local-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('says why no file could be read, and quotes nothing of it', async () => {
    const path = join(folder, 'empty.jsonl')
    await writeFile(path, '')
    const running = runLocal(optionsOver([path]))
    await expect(running).rejects.toBeInstanceOf(UnprocessableFileError)
    await expect(running).rejects.toMatchObject({ details: [{ path: 'files.0' }] })
  })

  it('ends when it is told to, with the reason', async () => {
    const stop = new AbortController()
    const running = runLocal(
      optionsOver([join(examples, 'helpline.jsonl')], {
        signal: stop.signal,
        onProgress: () => stop.abort(new Error('the user has seen enough')),
      }),
    )
    await expect(running).rejects.toThrow('the user has seen enough')
  })

  it('says so when a stage neither ends nor fails', async () => {
    const validation = {
      ...STAGE_DEFINITIONS.validation,
      async finish(): Promise<never> {
        throw new TypeError('It quotes a client.')
      },
    }
    const running = runLocal(
      optionsOver([join(examples, 'questions.csv')], { stages: { ...STAGE_DEFINITIONS, validation } }),
    )
    await expect(running).rejects.toBeInstanceOf(ProcessingFinalError)
    await expect(running).rejects.not.toThrow('quotes')
  })
})
