import type { EventView, LossKind, Records } from '@techdeck/contracts'
import { formatDuration } from '@techdeck/client/figures'
import { describeRecords } from './stage-board.ts'

/** What `data` of events may hold; all of it optional, since each event says something else. */
interface EventData {
  status?: string
  error_code?: string
  shard?: number
  retry_count?: number
  processed_percentage?: number
  result?: { records?: Records; duration_ms?: number; losses?: { kind: LossKind; reason: string; count: number }[] }
}

/** A line on an event: when, what, and its counts. */
export function describeEvent({ timestamp, event, stage, data }: EventView): string {
  const {
    status,
    error_code: code,
    shard,
    retry_count: retries,
    processed_percentage: share,
    result,
  } = data as EventData
  const parts = [
    event === 'stage.error' || event === 'stage.retrying' ? `${event} in ${stage ?? 'a stage'}` : event,
    status !== undefined && status !== 'completed' && status,
    code,
    shard !== undefined && `shard ${shard}`,
    share !== undefined && `${share} % came through`,
    retries !== undefined && `attempt ${retries}`,
    result?.records && describeRecords(result.records),
    result?.duration_ms !== undefined && `in ${formatDuration(result.duration_ms)}`,
  ]
  return [timestamp, ...parts.filter((part) => part !== undefined && part !== false)].join('  ')
}
