import { STAGES, type StageName } from './stages.ts'

type PipelineEventName =
  | 'pipeline.started'
  | 'pipeline.completed'
  | 'pipeline.partial'
  | 'pipeline.failed'
  | 'pipeline.cancelled'
type StageEventName = `${StageName}.started` | `${StageName}.completed`

/** State changes; within an epoch their `seq` counts 1, 2, 3 … without a hole. */
export type EventName = PipelineEventName | StageEventName | 'stage.error' | 'stage.retrying' | 'checkpoint.save'

export const EVENT_NAMES: readonly EventName[] = [
  'pipeline.started',
  ...STAGES.flatMap((stage): EventName[] => [`${stage}.started`, `${stage}.completed`]),
  'stage.error',
  'stage.retrying',
  'checkpoint.save',
  'pipeline.completed',
  'pipeline.partial',
  'pipeline.failed',
  'pipeline.cancelled',
]
