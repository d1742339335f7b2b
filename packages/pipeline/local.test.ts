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
