import { describe, expect, it } from '@jest/globals'
import type { EventView, Records, StageName, StageStatus, StageView, Tracker } from '@techdeck/contracts'
import { describeRow, StageBoard } from './stage-board.ts'
import { stageLine } from './stage-bars.ts'

const records = (change: Partial<Records> = {}): Records => ({
  in: 10,
  out: 9,
  rejected: 0,
  quarantined: 1,
  merged: 0,
  withheld: 0,
  ...change,
})

const tracker = (change: Partial<Tracker> = {}): Tracker => ({
  execution_id: 'e',
  type: 'pipeline_execution',
  status: 'running',
  progress: 10,
  current_stage: 'ingestion',
  total_stages: 6,
  completed_stages: [],
  stage_progress: { ingestion: 50 },
  dataset_ids: ['d'],
  start_time: null,
  estimated_completion: null,
  last_updated: '2026-01-01T00:00:00.000Z',
  records: { known: 20, done: 10, quarantined: 0 },
  subscribers: 0,
  cursor: '1:1',
  ...change,
})

const completed = (stage: StageName, dataset_id: string, data: EventView['data']) => ({
  event: `${stage}.completed`,
  stage,
  dataset_id,
  data,
})

const view = (stage_name: StageName, status: StageStatus): StageView => ({
  stage_name,
  status,
  started_at: null,
  completed_at: null,
  records: records(),
  metrics: {},
})

describe('the board of stages', () => {
  it('shows how far the current stage is and how many records it has read', () => {
    const board = new StageBoard()
    board.progress(tracker())
    expect(board.rows[0]).toMatchObject({ status: 'running', percent: 50 })
    expect(describeRow(board.rows[0])).toBe('10 of 20')
  })

  it('never goes back', () => {
    const board = new StageBoard()
    board.progress(tracker())
    board.progress(tracker({ stage_progress: { ingestion: 40 } }))
    expect(board.rows[0]?.percent).toBe(50)
  })

  it('adds up what several data sets say of a stage, each once', () => {
    const board = new StageBoard()
    for (const dataset of ['a', 'b', 'b'])
      board.event(completed('ingestion', dataset, { status: 'completed', result: { records: records() } }))
    expect(describeRow(board.rows[0])).toBe('in 20  out 18  quarantined 2')
  })

  it('takes a parked shard as a loss and another error as a failure', () => {
    const board = new StageBoard()
    const error = { event: 'stage.error', stage: 'quality' as const, dataset_id: 'd' }
    board.event({ ...error, data: { parked: true } })
    expect(board.rows[4]?.status).toBe('pending')
    board.event({ ...error, data: { error_code: 'PROCESSING_ERROR_FINAL' } })
    expect(board.rows[4]?.status).toBe('failed')
  })

  it('is put right by the record of the execution', () => {
    const board = new StageBoard()
    board.execution({ stages: [view('ingestion', 'reused'), view('standardization', 'skipped')] })
    expect(board.rows.slice(0, 2).map(describeRow)).toEqual(['reused  in 10  out 9  quarantined 1', 'skipped'])
    expect(board.rows[0]?.percent).toBe(100)
  })

  it('has no row for a stage that is not planned', () => {
    const board = new StageBoard(['ingestion'])
    board.event(completed('export', 'd', {}))
    expect(board.rows).toHaveLength(1)
  })
})

describe('the bar of a stage', () => {
  it('fits the terminal', () => {
    const row = {
      stage: 'ingestion' as const,
      status: 'completed' as const,
      percent: 100,
      doing: null,
      records: records(),
    }
    expect(stageLine(row, 200)).toBe('ingestion       ████████████████████████ 100 %  in 10  out 9  quarantined 1')
    expect(stageLine(row, 40)).toHaveLength(39)
  })
})
