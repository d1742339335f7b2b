import type { PipelineDeps } from './deps.ts'
import type { Transition } from './ports.ts'

/** Applies a change and tells watchers of its event. The record is the truth; telling may be lost. */
export async function transition(
  { executions, events }: Pick<PipelineDeps, 'executions' | 'events'>,
  execution: { id: string; epoch: number },
  change: Transition,
): Promise<boolean> {
  const { applied, event } = await executions.transition(execution.id, change)
  if (event) await events.publishEvent(execution.id, event, execution.epoch).catch(() => {})
  return applied
}
