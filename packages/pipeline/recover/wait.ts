import type { Execution } from '@techdeck/contracts'
import { isFinal } from '@techdeck/contracts/names'

/** What is left of an execution, in conversations. */
export interface Remaining {
  id: string
  conversations: number
}

/** Conversations a second that executions came to lately, from what they said of themselves at their end; `null` when none did. */
export function paceOf(ended: readonly Pick<Execution, 'status' | 'metrics' | 'stages'>[]): number | null {
  let conversations = 0
  let seconds = 0
  for (const { status, metrics, stages } of ended) {
    // What was taken over from earlier runs took no time.
    const isWork = !Object.values(stages).some((chain) =>
      Object.values(chain).some((stage) => stage.status === 'reused'),
    )
    if (!isWork || (status !== 'completed' && status !== 'partial')) continue
    const made = Number(metrics['conversations_in'] ?? 0)
    const ms = Number(metrics['duration_ms'] ?? 0)
    if (!(made > 0 && ms > 0)) continue
    conversations += made
    seconds += ms / 1000
  }
  return seconds > 0 ? conversations / seconds : null
}

/** What is left of an execution by the share of its way, in [0, 1], that lies behind it. */
export const remainingOf = ({ id, status, datasets }: Execution, share: number): Remaining => ({
  id,
  conversations: isFinal(status) ? 0 : datasets.reduce((sum, { weight }) => sum + weight, 0) * (1 - share),
})

/**
 * Seconds until an execution has ended, when all that are under way share the work evenly: of each other one as much is
 * done meanwhile as of this one, or all of it.
 *
 * @param pace conversations a second over all of them
 */
export function estimatedWait(id: string, underWay: readonly Remaining[], pace: number): number {
  const own = underWay.find((each) => each.id === id)?.conversations ?? 0
  const before = underWay.reduce((sum, { conversations }) => sum + Math.min(conversations, own), 0)
  return before / pace
}
