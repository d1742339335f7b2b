import type { StageName } from '@techdeck/contracts'

// Job data: ids and counts alone. The same shapes as the pipeline's ports.

export interface RootJob {
  executionId: string
  round: number
  /** When the time of its round is over, in milliseconds of the epoch; for ever when absent. */
  deadline?: number
}
export interface StageJob extends RootJob {
  datasetId: string
  stage: StageName
}
export interface ShardJob extends StageJob {
  plan: string
  phase: string
  index: number
  of: number
}
export interface InspectJob {
  datasetId: string
  version: number
}
export interface PreviewJob {
  executionId: string
}
export interface ShardList {
  plan: string
  phase: string
  of: number
  indices: number[]
}
export interface Handlers {
  root(job: RootJob): Promise<void>
  stage(job: StageJob, signal: AbortSignal): Promise<{ wait: ShardList | null }>
  shard(job: ShardJob, signal: AbortSignal): Promise<void>
  inspect(job: InspectJob, signal: AbortSignal): Promise<void>
  preview(job: PreviewJob, signal: AbortSignal): Promise<void>
}
