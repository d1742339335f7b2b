import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Preview, type Conversation, type Execution } from '@techdeck/contracts'
import { collectBytes } from '@techdeck/core'
import { STAGE_DEFINITIONS } from '@techdeck/stages'
import { createCompute } from '../compute.ts'
import { runLocal } from '../local.ts'
import type { PreviewTask } from '../tasks.ts'
import { MemoryArtifacts, silent, testKey, testKeyRing } from '../testing/artifacts.ts'
import { createWorld } from '../testing/world.ts'
import { previewKey } from './where.ts'

const examples = join(import.meta.dirname, '../../../examples/data')
const signal = new AbortController().signal

/** A whole run of a file, and the preview of the same. */
async function runAndPreview(files: string[], changes: Partial<PreviewTask> = {}, threshold = 0) {
  const artifacts = new MemoryArtifacts()
  const run = await runLocal({
    files: files.map((file) => join(examples, file)),
    artifacts,
    keyRing: testKeyRing,
    stages: STAGE_DEFINITIONS,
    logger: silent,
    signal,
    executionMode: 'standard',
    qualityThreshold: threshold,
    enableBiasDetection: true,
    exportFormats: ['jsonl'],
  })
  const { options, ...execution } = run.execution
  const task: PreviewTask = {
    dataKey: testKey,
    pseudonymKey: testKeyRing.pseudonymKey,
    options,
    execution,
    dataset: { sha256: run.dataset.sha256!, files: run.dataset.files },
    first: 32,
    output: 'preview',
    ...changes,
  }
  const before = new Set(artifacts.contents.keys())
  await createCompute({ artifacts, stages: STAGE_DEFINITIONS }).preview(task, signal)
  const text = artifacts.contents.get('preview')!.toString()
  const file = run.files.find(({ format }) => format === 'jsonl')!
  const exported = (await collectBytes(run.read(file))).toString().trimEnd().split('\n')
  return {
    preview: Preview.parse(JSON.parse(text)),
    text,
    exported: exported.map((line) => JSON.parse(line) as Conversation),
    written: [...artifacts.contents.keys()].filter((key) => !before.has(key)),
    artifacts,
    task,
  }
}

describe('a preview', () => {
  it('shows of a small data set what the run exports, to the letter', async () => {
    const { preview, exported } = await runAndPreview(['helpline.jsonl'], { first: 10_000 })
    expect(exported.length).toBeGreaterThan(5)
    expect(preview.conversations).toEqual(exported)
    expect(preview.problem).toBeUndefined()
  })

  it('takes no more from the beginning than it was asked for, and says what became of each', async () => {
    const { preview, exported } = await runAndPreview(['helpline.jsonl'], { first: 5 }, 0.5)
    expect(preview.read).toBe(5)
    const lost = preview.losses.filter(({ stage }) => stage !== 'ingestion')
    expect(preview.conversations.length + lost.reduce((sum, { count }) => sum + count, 0)).toBe(5)
    expect(exported.slice(0, preview.conversations.length)).toEqual(preview.conversations)
  })

  it('goes on with the next file where one holds few, compressed or not', async () => {
    const { preview } = await runAndPreview(['questions.csv', 'archive.jsonl.gz'])
    expect(new Set(preview.conversations.map(({ source }) => source.file)).size).toBe(2)
  })

  it('brings scattered rows together as far as the first of them go', async () => {
    const { preview, exported } = await runAndPreview(['interviews.scattered.csv'])
    expect(preview.conversations.length).toBeGreaterThan(0)
    expect(preview.conversations).toEqual(exported.slice(0, preview.conversations.length))
  })

  it('says why nothing would come out, where a strict run would stop', async () => {
    const execution = {
      executionMode: 'strict',
      qualityThreshold: 0,
      enableBiasDetection: true,
      exportFormats: ['jsonl'],
    }
    const options = { processing: { ...DEFAULTS, replaceFrom: 1, withholdFrom: 0.3 } }
    const { preview } = await runAndPreview(['helpline.jsonl'], { execution, options: { ...OPTIONS, ...options } })
    expect(preview).toMatchObject({ conversations: [], problem: { code: 'PRIVACY_VIOLATION' } })
    expect(preview.losses).toContainEqual(expect.objectContaining({ kind: 'withheld' }))
  })

  it('writes one artifact and nothing else', async () => {
    const { written } = await runAndPreview(['helpline.jsonl'])
    expect(written).toEqual(['preview'])
  })

  it('leaves nothing when its worker dies in the middle, and is the same when it is made again', async () => {
    const { artifacts, task, text } = await runAndPreview(['helpline.jsonl'])
    const stop = new AbortController()
    const compute = createCompute({
      artifacts,
      stages: { ...STAGE_DEFINITIONS, quality: { ...STAGE_DEFINITIONS.quality, finish: dies } },
    })
    async function dies(): Promise<never> {
      stop.abort(new Error('killed'))
      throw stop.signal.reason
    }
    await expect(compute.preview({ ...task, output: 'again' }, stop.signal)).rejects.toThrow('killed')
    expect(artifacts.contents.has('again')).toBe(false)
    await createCompute({ artifacts, stages: STAGE_DEFINITIONS }).preview({ ...task, output: 'again' }, signal)
    expect(artifacts.contents.get('again')!.toString()).toBe(text)
  })
})

const OPTIONS = Object.fromEntries(
  Object.entries(STAGE_DEFINITIONS).map(([name, { contract }]) => [name, contract.options.parse({}) as object]),
) as PreviewTask['options']
const DEFAULTS = OPTIONS.processing

describe('the job of a preview', () => {
  async function startedWorld(preview: (task: PreviewTask) => Promise<void>) {
    const made = new Map<string, PreviewTask>()
    const world = createWorld({
      work: {
        async preview(task) {
          await preview(task)
          made.set(task.output, task)
        },
      },
    })
    Object.assign(world.deps.artifacts, {
      open: async (key: string) => {
        if (made.has(key)) return { size: 1, close: async () => {} }
        throw await notFound()
      },
    })
    return { world, made }
  }
  const notFound = async () => new (await import('@techdeck/core')).NotFoundError('There is no such artifact.')

  it('makes it once, for jsonl, with annotations and without splits', async () => {
    let runs = 0
    const { world, made } = await startedWorld(async () => void runs++)
    const execution = await world.start([await world.addDataset(2)], { options: { export: { splits: { train: 1 } } } })
    for (let i = 0; i < 2; i++) {
      await world.flows.addPreview({ executionId: execution.id })
      await world.work()
    }
    expect(runs).toBe(1)
    const task = made.get(previewKey(execution, execution.datasetIds[0]))!
    expect(task).toMatchObject({ first: 32, execution: { exportFormats: ['jsonl'] } })
    expect(task.options.export).toMatchObject({ alternateRoles: true, annotations: true })
  })

  it('is shared by executions that would make the same one, and by no other', async () => {
    const { world, made } = await startedWorld(async () => {})
    const dataset = await world.addDataset(2)
    for (const settings of [{}, {}, { qualityThreshold: 0.1 }, { options: { processing: { policy: 'surrogate' } } }]) {
      const execution = await world.start([dataset], settings)
      await world.flows.addPreview({ executionId: execution.id })
      await world.work()
    }
    expect(made.size).toBe(3)
  })

  it('shares the conversations among the first data sets', async () => {
    const { world, made } = await startedWorld(async () => {})
    const datasets = []
    for (let i = 0; i < 6; i++) datasets.push(await world.addDataset(1))
    const execution = await world.start(datasets)
    await world.flows.addPreview({ executionId: execution.id })
    await world.work()
    expect([...made.values()].map(({ first }) => first)).toEqual([8, 8, 8, 8])
    expect([...made.keys()]).toEqual(datasets.slice(0, 4).map(({ id }) => previewKey(execution, id)))
  })

  it('that fails again and again leaves the run and its events as they are', async () => {
    const { world } = await startedWorld(async () => {
      throw new Error('my daughter Zebedee')
    })
    const execution: Execution = await world.start([await world.addDataset(2)])
    await world.flows.addPreview({ executionId: execution.id })
    await world.work()
    expect((await world.find(execution)).status).toBe('completed')
    expect(JSON.stringify(await world.eventsOf(execution))).not.toMatch(/Zebedee|preview/)
  })
})
