import { parseCursor, type Execution, type Tracker } from '@techdeck/contracts'
import { readTracker, type TrackerDeps } from '@techdeck/pipeline'

export type { TrackerDeps }

/** The progress as it is shown to everybody, or from the records where what is shown is lost or older than they are. */
export async function currentTracker(deps: TrackerDeps, execution: Execution): Promise<Tracker> {
  const shown = await deps.progress.get(execution.id).catch(() => null)
  if (shown && shown.status === execution.status && (parseCursor(shown.cursor)?.seq ?? 0) >= execution.seq) return shown
  const computed = await readTracker({ ...deps, progress: recounting(deps.progress) }, execution.id)
  if (!computed) throw new Error('An execution that was read a moment ago is gone.')
  // Counts of the shown one may be newer than the recount of an older look.
  return shown && shown.progress > computed.progress ? { ...computed, progress: shown.progress } : computed
}

/** A board that may be away: what it does not say is counted from the records. */
const recounting = (board: TrackerDeps['progress']): TrackerDeps['progress'] => ({
  get: (executionId) => board.get(executionId),
  counted: (plan) => board.counted(plan).catch(() => null),
  reset: (plan, done) => board.reset(plan, done).catch(() => {}),
  shardDone: (plan, index, records) => board.shardDone(plan, index, records),
  publish: (tracker) => board.publish(tracker),
})
