import { describe, expect, it } from '@jest/globals'
import { emptyRecords, type EventView, type ExecutionView, type StageName, type StageView } from '@techdeck/contracts'
import { lanesOf, succeeded } from './lanes.ts'
import { sayEvent } from './say-event.ts'

const at = (second: number): string => new Date(second * 1000).toISOString()
const stage = (stage_name: StageName, change: Partial<StageView>): StageView => ({
  stage_name,
  status: 'completed',
  started_at: null,
  completed_at: null,
  records: emptyRecords(),
  metrics: {},
  ...change,
})
const run = (...datasets: ExecutionView['datasets']): ExecutionView => ({
  id: 'r',
  user_id: 'u',
  dataset_ids: datasets.map(({ dataset_id }) => dataset_id),
  status: 'running',
  execution_mode: 'standard',
  quality_threshold: 0.7,
  enable_bias_detection: true,
  export_formats: ['jsonl'],
  created_at: at(10),
  started_at: at(11),
  completed_at: null,
  stages: [],
  datasets,
  metrics: {},
})
const event = (name: string, data: EventView['data'], change: Partial<EventView> = {}): EventView => ({
  execution_id: 'r',
  cursor: '1:1',
  event: name,
  timestamp: at(13),
  data,
  ...change,
})
const set = (dataset_id: string, ...stages: StageView[]) => ({ dataset_id, version: 1, stages })

describe('the lanes of a run', () => {
  it('say when each stage waited and worked, up to now for one that runs', () => {
    const { begin, end, lanes } = lanesOf(
      run(
        set(
          'd',
          stage('ingestion', { started_at: at(12), completed_at: at(15) }),
          stage('standardization', { status: 'running', started_at: at(17) }),
          stage('validation', { status: 'pending' }),
        ),
      ),
      [event('checkpoint.save', { shards_done: 2, shards: 5 }, { dataset_id: 'd', stage: 'ingestion' })],
      20_000,
    )
    expect([begin, end]).toEqual([10_000, 20_000])
    expect(lanes.map(({ asked, from, to }) => [asked, from, to])).toEqual([
      [10_000, 12_000, 15_000],
      [15_000, 17_000, 20_000],
      [20_000, null, null],
    ])
    expect(lanes[0].saved).toEqual([{ at: 13_000, done: 2, of: 5 }])
  })

  it('begin nowhere where a result was taken over, and come failed first where there are several data sets', () => {
    const { lanes } = lanesOf(
      run(
        set('a', stage('ingestion', { status: 'reused', started_at: at(12), completed_at: at(12) })),
        set('b', stage('ingestion', { status: 'failed', started_at: at(12), completed_at: at(14) })),
      ),
      [],
      20_000,
    )
    expect(lanes.map(({ datasetId, from }) => [datasetId, from])).toEqual([
      ['b', 12_000],
      ['a', null],
    ])
    expect(lanes.filter(succeeded)).toHaveLength(1)
  })
})

describe('an event in words', () => {
  it.each([
    [event('ingestion.started', {}, { stage: 'ingestion' }), 'Ingestion began'],
    [
      event('quality.completed', { status: 'partial', result: { duration_ms: 1500, records: { in: 9, out: 7 } } }),
      'Quality ended partial: 9 in, 7 out, in 1.5 s',
    ],
    [
      event('checkpoint.save', { shards_done: 2, shards: 5 }, { stage: 'processing' }),
      'Processing: 2 of 5 shards saved',
    ],
    [
      event('stage.retrying', { error_code: 'WORKER_LOST', shard: 3, retry_count: 2 }, { stage: 'export' }),
      'Export: shard 3 is tried again, attempt 2 (WORKER_LOST)',
    ],
    [
      event('stage.error', { error_code: 'SHARD_POISONED', shard: 3, parked: true }, { stage: 'export' }),
      'Export: shard 3 was set aside (SHARD_POISONED)',
    ],
    [
      event('stage.error', { error_code: 'X', message: 'No room.' }, { stage: 'export' }),
      'Export failed: No room. (X)',
    ],
    [event('pipeline.completed', {}), 'The run completed'],
    [event('something.new', {}), 'Something.new'],
  ])('%#', (one, text) => {
    expect(sayEvent(one).text).toBe(text)
  })
})
