import { describe, expect, it } from '@jest/globals'
import { EXECUTION_MODES, STAGES, type Execution, type StageName, type StageOutput } from '@techdeck/contracts'
import { ConflictError, ValidationError } from '@techdeck/core'
import { CONTRACTS } from '@techdeck/stages/contracts'
import { datasetHash } from './dataset-hash.ts'
import { partitionsOf, planExecution, planIdOf, reuseKeyOf, type ExecutionRequest } from './plan.ts'
import { newDataset } from './testing/world.ts'

const dataset = newDataset(2)
const planned = (request: Partial<ExecutionRequest> = {}) =>
  planExecution(
    {
      workspaceId: 'w',
      userId: 'u',
      datasets: [dataset],
      executionMode: 'standard',
      qualityThreshold: 0.7,
      enableBiasDetection: true,
      exportFormats: ['jsonl'],
      ...request,
    },
    new Date(1_700_000_000_000),
  )

function problemsOf(options: ExecutionRequest['options']): unknown {
  try {
    planned({ options: options! })
  } catch (error) {
    if (error instanceof ValidationError) return error.details
    throw error
  }
  throw new Error('The options were taken.')
}

describe('a new execution', () => {
  it('has every planned stage of each data set pending, and nothing done', () => {
    for (const executionMode of EXECUTION_MODES) {
      const execution = planned({ executionMode })
      expect(execution).toMatchObject({ status: 'queued', round: 1, seq: 0, startedAt: null })
      expect(Object.keys(execution.stages[dataset.id])).toEqual(execution.stagesPlanned)
      for (const state of Object.values(execution.stages[dataset.id]))
        expect(state).toMatchObject({ status: 'pending', plans: [], output: null })
    }
  })

  it('weighs each data set by its conversations, and an unknown number as one, and counts its rows', () => {
    const unknown = newDataset(1, { conversationCount: null })
    expect(planned({ datasets: [dataset, unknown] }).datasets).toEqual([
      { datasetId: dataset.id, version: 1, sha256: dataset.sha256, weight: 8, rows: 8 },
      { datasetId: unknown.id, version: 1, sha256: unknown.sha256, weight: 1, rows: 4 },
    ])
  })

  it('is refused while a data set is not ready', () => {
    for (const status of ['uploading', 'inspecting', 'invalid', 'deleted'] as const)
      expect(() => planned({ datasets: [dataset, newDataset(1, { status })] })).toThrow(ConflictError)
  })

  it('has the defaults of every stage where no options are given', () => {
    expect(planned().options).toEqual(
      Object.fromEntries(STAGES.map((stage) => [stage, CONTRACTS[stage].options.parse({})])),
    )
  })
})

describe('options', () => {
  it('of a stage that does not exist are refused, with the stages that do', () => {
    expect(problemsOf({ enrichment: {} })).toEqual([
      { path: 'options', problem: 'unknown stage', allowed: [...STAGES] },
    ])
    expect(problemsOf({ toString: {} })).toHaveLength(1)
  })

  it('that are wrong are named by their path, each of them, and no value is repeated', () => {
    const problems = problemsOf({ quality: { weights: { empathy: 999, safety: 'very secret' }, wieghts: {} } })
    expect(problems).toEqual([
      { path: 'options.quality.weights.empathy', problem: 'too_big' },
      { path: 'options.quality.weights.safety', problem: 'invalid_type' },
      { path: 'options.quality.wieghts', problem: 'unrecognized_keys' },
    ])
    expect(JSON.stringify(problems)).not.toContain('very secret')
  })

  it('whose name is no name are named by where they stand', () => {
    expect(problemsOf({ quality: { 'my client said that': 1 } })).toEqual([
      { path: 'options.quality', problem: 'unrecognized_keys' },
    ])
  })
})

describe('the key by which a result is used again', () => {
  const output = (hash: string): StageOutput => ({ plan: 'p', shards: 1, manifestHash: hash })
  const outputs = Object.fromEntries(STAGES.map((stage) => [stage, output(stage)])) as Record<StageName, StageOutput>
  const keysOf = (execution: Execution, inputs: typeof outputs = outputs) =>
    Object.fromEntries(
      STAGES.map((stage) => [stage, reuseKeyOf(execution, execution.datasetIds[0], CONTRACTS[stage], inputs)]),
    )
  const before = keysOf(planned())
  /** Stages whose key is another than before. */
  const changed = (keys: Record<string, string>) => STAGES.filter((stage) => keys[stage] !== before[stage])

  it('is the same for the same work, whoever asks and however often', () => {
    expect(changed(keysOf(planned({ userId: 'another' })))).toEqual([])
  })

  it.each<[string, Partial<ExecutionRequest>, StageName[]]>([
    ['the quality threshold', { qualityThreshold: 0.2 }, ['quality']],
    ['bias detection', { enableBiasDetection: false }, ['validation']],
    ['the formats', { exportFormats: ['jsonl', 'csv'] }, ['export']],
    ['the mode', { executionMode: 'strict' }, ['validation', 'export']],
    ['an option of standardization', { options: { standardization: { mergeTurns: true } } }, ['standardization']],
    ['a policy', { options: { processing: { policies: { name: 'hash' } } } }, ['processing']],
    ['an option that is the default', { options: { processing: { policy: 'redact' } } }, []],
  ])('changes with %s, for the stages that read it', (_name, request, stages) => {
    expect(changed(keysOf(planned(request)))).toEqual(stages)
  })

  it('changes with what the owner says of licence and consent, for the stage that writes it down', () => {
    const execution = planned()
    const said = (terms: object) =>
      keysOf({ ...execution, datasets: execution.datasets.map((each) => ({ ...each, ...terms })) })
    expect(changed(said({ licence: 'CC-BY-4.0' }))).toEqual(['export'])
    expect(changed(said({ consent: 'written' }))).toEqual(['export'])
  })

  it('changes with the result of a stage for those that read it', () => {
    expect(changed(keysOf(planned(), { ...outputs, validation: output('other') }))).toEqual(['processing', 'quality'])
    expect(changed(keysOf(planned(), { ...outputs, ingestion: output('other') }))).toEqual(['standardization'])
  })

  it('is another for other content, and for another data set', () => {
    expect(changed(keysOf(planned({ datasets: [{ ...dataset, sha256: 'other' }] })))).toEqual(STAGES)
    expect(changed(keysOf(planned({ datasets: [newDataset(2)] })))).toEqual(STAGES)
  })

  it('is another for another version of a stage', () => {
    const { quality } = CONTRACTS
    expect(reuseKeyOf(planned(), dataset.id, { ...quality, version: quality.version + 1 }, outputs)).not.toBe(
      before.quality,
    )
  })

  it('begins the name of the plan, which says whose it is', () => {
    expect(planIdOf('e', 'd', 'quality', 'run', before.quality)).toBe(`e.d.quality.run.${before.quality.slice(0, 16)}`)
  })
})

describe('sizes and hashes of a data set', () => {
  it('give about four MiB a partition, one at least and 256 at most', () => {
    const of = (mib: number) => partitionsOf([{ sizeBytes: mib * 2 ** 20 }, { sizeBytes: 0 }])
    expect([0, 3, 4, 4.5, 40, 10_000].map(of)).toEqual([1, 1, 1, 2, 10, 256])
  })

  it('are those of the only file, or of the ordered files', () => {
    expect(datasetHash([{ sha256: 'a' }])).toBe('a')
    expect(datasetHash([{ sha256: 'a' }, { sha256: 'b', container: 0 }])).toBe('a')
    expect(datasetHash([{ sha256: 'a' }, { sha256: 'b' }])).not.toBe(datasetHash([{ sha256: 'b' }, { sha256: 'a' }]))
  })
})
