import type { ExecutionView, LossKind, StageName } from '@techdeck/contracts'
import { formatCount, formatDuration, plural } from '@techdeck/client/figures'
import { table } from './table.ts'

/** A line on how an execution stands and what it made. */
export function describeExecution(execution: ExecutionView): string {
  const {
    conversations_in: made,
    conversations_out: left,
    duration_ms: ms,
    conversations_per_s: rate,
  } = execution.metrics
  const parts = [
    typeof made === 'number' &&
      typeof left === 'number' &&
      `${plural(left, 'conversation')} out of ${formatCount(made)}`,
    typeof ms === 'number' && `in ${formatDuration(ms)}`,
    typeof rate === 'number' && rate > 0 && `${rate.toFixed(0)} conversations/s`,
  ].filter((part) => part !== false)
  const error = execution.error ? `: ${execution.error.message}` : ''
  return `Execution ${execution.id} ${execution.status}${error}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`
}

/** What went into each stage and what became of it. */
export function stageTable({ stages }: Pick<ExecutionView, 'stages'>): string[] {
  return table(
    ['stage', 'status', 'in', 'out', 'rejected', 'quarantined', 'merged', 'withheld'],
    stages.map(({ stage_name, status, records: { in: read, out, rejected, quarantined, merged, withheld } }) => [
      stage_name,
      status,
      read,
      out,
      rejected,
      quarantined,
      merged,
      withheld,
    ]),
  )
}

export interface StageLoss {
  stage: StageName
  kind: LossKind
  reason: string
  count: number
}

/** Why records went no further, the most frequent reason of each stage first; no line when nothing was left out. */
export function lossTable(losses: readonly StageLoss[]): string[] {
  if (losses.length === 0) return []
  return table(
    ['left out at', 'as', 'because', 'records'],
    losses.map(({ stage, kind, reason, count }) => [stage, kind, reason, count]),
  )
}
