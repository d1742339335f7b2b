import { formatCount, formatDuration } from '@techdeck/client/figures'
import { isFinal, type ExecutionView, type ReadyView, type Tracker, type WorkersView } from '@techdeck/contracts'
import { printable } from './format.ts'
import { table } from './table.ts'
import { queueLines } from './workers.ts'

/** What is looked at: whether the API reaches what it needs, and the newest runs, with how far those are that are at work. */
export interface Seen {
  ready: ReadyView
  runs: { run: ExecutionView; tracker: Tracker | null }[]
  /** For administrators alone. */
  work: WorkersView | null
}

/** All that is going on, as lines that are no wider than `columns`. */
export function topLines({ ready, runs, work }: Seen, columns: number): string[] {
  const checks = Object.entries(ready.checks).map(([name, { ok }]) => `${name} ${ok ? 'ok' : 'NOT REACHED'}`)
  const busy = runs.filter(({ run }) => !isFinal(run.status)).length
  const rows = runs.map(({ run, tracker }) => [
    run.id,
    run.status,
    tracker ? `${tracker.progress} %` : null,
    tracker?.current_stage,
    tracker && tracker.records.known > 0
      ? `${formatCount(tracker.records.done)} of ${formatCount(tracker.records.known)}`
      : null,
    tracker?.estimated_completion ? leftOf(tracker.estimated_completion, tracker.last_updated) : null,
  ])
  return [
    `TechDeck ${ready.version}: ${checks.join(', ')}; ${busy} of ${runs.length} runs at work`,
    ...(ready.maintenance ? [`Maintenance: ${printable(ready.maintenance.message)}`] : []),
    '',
    ...table(['run', 'status', 'done', 'stage', 'records', 'left'], rows, ''),
    ...(work ? ['', ...queueLines(work)] : []),
  ].map((line) => line.slice(0, columns))
}

const leftOf = (until: string, now: string): string => formatDuration(Math.max(0, Date.parse(until) - Date.parse(now)))
