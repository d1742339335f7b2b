import type { EventView, ExecutionView, StageName, StageStatus } from '@techdeck/contracts'

/** When a stage of one data set waited, worked and ended; in milliseconds since 1970. */
export interface Lane {
  readonly key: string
  readonly stage: StageName
  readonly datasetId: string
  readonly status: StageStatus
  /** What it waits for is done: the stage before, or for the first one, that somebody asked for the run. */
  readonly asked: number
  /** `null` while it waits, or where it never began. */
  readonly from: number | null
  readonly to: number | null
  /** How many of its shards were saved when. */
  readonly saved: readonly { readonly at: number; readonly done: number; readonly of: number }[]
}

export interface Lanes {
  readonly begin: number
  readonly end: number
  readonly lanes: readonly Lane[]
}

const NEVER_BEGAN: ReadonlySet<StageStatus> = new Set(['skipped', 'reused'])
/** What needs somebody stands first. */
const ORDER: readonly StageStatus[] = ['failed', 'partial', 'running']

/**
 * A lane for each stage of each data set, from the records alone, so that a finished run looks as it did while it ran;
 * `events` add how its shards came. Of several data sets, lanes that failed come first.
 */
export function lanesOf(run: ExecutionView, events: readonly EventView[], now: number): Lanes {
  const begin = Date.parse(run.created_at)
  const lanes = run.datasets.flatMap(({ dataset_id: datasetId, stages }) => {
    let asked = begin
    return stages.map(({ stage_name: stage, status, started_at: started, completed_at: completed }): Lane => {
      const from = NEVER_BEGAN.has(status) ? null : timeOf(started)
      const to = timeOf(completed) ?? (from === null ? null : now)
      const lane = { key: `${datasetId} ${stage}`, stage, datasetId, status, asked, from, to }
      asked = to ?? asked
      return { ...lane, saved: savedOf(events, datasetId, stage) }
    })
  })
  const end = timeOf(run.completed_at) ?? now
  return {
    begin,
    end: Math.max(begin + 1, end, ...lanes.flatMap(({ to }) => to ?? [])),
    lanes: run.datasets.length < 2 ? lanes : lanes.toSorted((a, b) => rankOf(a) - rankOf(b)),
  }
}

export const succeeded = ({ status }: Lane): boolean => status === 'completed' || status === 'reused'

function savedOf(events: readonly EventView[], datasetId: string, stage: StageName): Lane['saved'] {
  return events.flatMap(({ event, dataset_id, stage: its, timestamp, data }) => {
    const { shards_done: done, shards: of } = data
    if (event !== 'checkpoint.save' || dataset_id !== datasetId || its !== stage) return []
    return typeof done === 'number' && typeof of === 'number' ? [{ at: Date.parse(timestamp), done, of }] : []
  })
}

const rankOf = ({ status }: Lane): number => {
  const at = ORDER.indexOf(status)
  return at < 0 ? ORDER.length : at
}

const timeOf = (time: string | null): number | null => (time === null ? null : Date.parse(time))
