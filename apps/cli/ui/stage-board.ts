import {
  isFinal,
  type EventView,
  type ExecutionView,
  type Records,
  STAGES,
  type StageName,
  type StageStatus,
  type Tracker,
} from '@techdeck/contracts'
import { formatCount } from '@techdeck/client/figures'

/** What is shown of one stage. */
export interface StageRow {
  stage: StageName
  status: StageStatus
  /** 0 to 100; never falls. */
  percent: number
  /** Counts once the stage has ended, over all data sets that have. */
  records: Records | null
  /** Records read so far and expected, while it runs. */
  doing: { done: number; known: number } | null
}

/** Where an execution is: made of trackers and events in any mixture, shown as bars or read by lines. */
export class StageBoard {
  readonly rows: StageRow[]
  readonly #ended = new Map<string, Records>()
  readonly #changed: () => void

  /** `changed` hears of every change. */
  constructor(stages: readonly StageName[] = STAGES, changed: () => void = () => {}) {
    this.rows = stages.map((stage) => ({ stage, status: 'pending', percent: 0, records: null, doing: null }))
    this.#changed = changed
  }

  /** Takes what a tracker says of each stage. */
  progress({ stage_progress, current_stage, records, completed_stages, status }: Tracker): void {
    for (const row of this.rows) {
      row.percent = Math.max(row.percent, Math.floor(stage_progress[row.stage] ?? 0))
      if (completed_stages.includes(row.stage) && isOpen(row)) row.status = 'completed'
      if (row.stage === current_stage && row.status === 'pending') row.status = 'running'
      // Right after a stage began, the counts are still those of the one before.
      const isOwn = records.done < records.known || row.percent > 0
      const isCurrent = row.stage === current_stage && row.status === 'running' && isOwn && !isFinal(status)
      row.doing = isCurrent ? { done: records.done, known: records.known } : null
    }
    this.#changed()
  }

  /** Takes a numbered event; one that comes twice changes nothing. */
  event({ event, stage, dataset_id, data }: Pick<EventView, 'event' | 'stage' | 'dataset_id' | 'data'>): void {
    const row = this.rows.find((each) => each.stage === stage)
    if (!row) return
    if (event === `${row.stage}.started` && row.status === 'pending') row.status = 'running'
    // What was parked is counted by the stage; the stage goes on.
    if (event === 'stage.error' && data['parked'] !== true && data['partial_result'] !== true) row.status = 'failed'
    if (event === `${row.stage}.completed`) {
      const { status, result } = data as { status?: StageStatus; result?: { records?: Records } }
      if (result?.records) this.#ended.set(`${row.stage} ${dataset_id ?? ''}`, result.records)
      row.status = status ?? 'completed'
      row.records = this.#sum(row.stage)
    }
    this.#changed()
  }

  /** Takes the record of an execution, which knows better than what was heard. */
  execution({ stages }: Pick<ExecutionView, 'stages'>): void {
    for (const { stage_name, status, records } of stages) {
      const row = this.rows.find((each) => each.stage === stage_name)
      if (!row) continue
      row.status = status
      if (isOpen(row)) continue
      row.percent = HAS_RESULT.has(status) ? 100 : row.percent
      row.records = records
      row.doing = null
    }
    this.#changed()
  }

  #sum(stage: StageName): Records {
    const sum: Records = { in: 0, out: 0, rejected: 0, quarantined: 0, merged: 0, withheld: 0 }
    for (const [key, records] of this.#ended)
      if (key.startsWith(`${stage} `)) for (const name of COUNTS) sum[name] += records[name]
    return sum
  }
}

const COUNTS = ['in', 'out', 'rejected', 'quarantined', 'merged', 'withheld'] as const
const HAS_RESULT = new Set<StageStatus>(['completed', 'partial', 'reused'])
const isOpen = ({ status }: StageRow): boolean => status === 'pending' || status === 'running'

/** The counts of a stage in a line: `in 412  out 408  quarantined 4`; losses of 0 are left out. */
export function describeRow({ status, records, doing }: StageRow): string {
  if (status === 'reused') return records ? `reused  ${describeRecords(records)}` : 'reused'
  if (status === 'failed' || status === 'skipped' || status === 'cancelled') return status
  if (records) return describeRecords(records)
  if (doing && doing.known > 0) return `${formatCount(doing.done)} of ${formatCount(doing.known)}`
  return status === 'running' ? 'running' : ''
}

export const describeRecords = (records: Records): string =>
  COUNTS.filter((name) => name === 'in' || name === 'out' || records[name] > 0)
    .map((name) => `${name} ${formatCount(records[name])}`)
    .join('  ')
