import type { PipelineDeps } from './deps.ts'
import type { Transition } from './ports.ts'

/** Applies a change and tells watchers of its event. The record is the truth; telling may be lost. */
export async function transition(
  { executions, events }: Pick<PipelineDeps, 'executions' | 'events'>,
  execution: { id: string; epoch: number },
  change: Transition,
): Promise<boolean> {
  const { applied, events: appended } = await executions.transition(execution.id, change)
  for (const event of appended) await events.publishEvent(execution.id, event, execution.epoch).catch(() => {})
  return applied
}
