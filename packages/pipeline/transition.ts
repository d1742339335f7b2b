import type { PipelineDeps } from './deps.ts'
import type { Transition } from './ports.ts'

/** Applies a change and tells watchers of its event. The record is the truth; telling may be lost. */
export async function transition(
  { executions, events }: Pick<PipelineDeps, 'executions' | 'events'>,
  execution: { id: string; epoch: number },
  change: Transition,
): Promise<boolean> {
  const { applied, events: appended } = await executions.transition(execution.id, change)
  // Sent one behind the other, and not waited for one by one.
  await Promise.all(appended.map((event) => events.publishEvent(execution.id, event, execution.epoch).catch(() => {})))
  return applied
}
