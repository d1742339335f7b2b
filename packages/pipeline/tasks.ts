import type {
  BiasDetectionResult,
  Dataset,
  DatasetFile,
  DatasetProblem,
  ExportFile,
  Json,
  JsonObject,
  LossKind,
  Records,
  ShardResult,
  StageName,
  ValidationResult,
} from '@techdeck/contracts'
import type { UnpackLimits } from '@techdeck/formats'
import type { DataKey } from './ports.ts'
import type { SourceRange } from './source-shards.ts'

// Work that is pure computation over artifacts. A task is plain data, so it can cross into a thread;
// the thread reads, decrypts, computes, encrypts and writes by itself, and only a summary comes back.

/** What every task knows of its run. */
export interface TaskBase {
  stage: StageName
  dataKey: DataKey
  pseudonymKey: Uint8Array
  /** Artifact of the site's own words, where the run was given some. */
  siteList?: string
  /** The stage's options as its contract parsed them. */
  options: JsonObject
  execution: {
    executionMode: string
    qualityThreshold: number
    enableBiasDetection: boolean
    exportFormats: string[]
  }
  /** `mended`: artifact of the rows that are read in place of some that could not be. */
  dataset: { sha256: string; files: DatasetFile[]; mended?: string; licence?: string; consent?: string }
}

/** Where a shard's records come from. */
export type ShardInput =
  | { kind: 'source'; ranges: SourceRange[] }
  /** The shard of an earlier stage is parked, so there is nothing to read. */
  | { kind: 'empty' }
  /** Artifacts of all shards of the phase before. */
  | { kind: 'partitions'; artifacts: string[] }
  /** `first`: no more conversations than that are read. */
  | { kind: 'shards'; conversations: ShardSource; notes: { [stage: string]: ShardSource }; first?: number }

export interface ShardSource {
  artifact: string
  overlay?: string
}

export interface ShardTask extends TaskBase {
  phase: string
  index: number
  partitions: number
  input: ShardInput
  /** Key of the artifact to write. */
  output: string
}

export interface FinishTask extends TaskBase {
  /** Artifacts of all shards in order; `null` where a shard is parked. */
  artifacts: (string | null)[]
  summary: Json
  records: Records
  losses: LossCount[]
  earlier: { [stage: string]: { summary: Json; report: JsonObject; records: Records; version: number } }
  /** Results of other data sets that this one is compared with. */
  compared?: ComparedTask[]
  /** Which run it is. */
  run: { executionId: string; startedAt: string | null }
  /** Key prefix for what the finish step writes. */
  output: string
}

/** What an earlier run kept of another data set, under that one's key. */
export interface ComparedTask {
  datasetId: string
  dataKey: DataKey
  files: DatasetFile[]
  conversations: number
  artifacts: (string | null)[]
}

export interface FinishOutcome {
  report: JsonObject
  overlay?: string
  overlayHash?: string
  /** As in `StageOutput`. */
  drops?: string
  placed?: string
  index?: string
  dropped: LossCount[]
  files: ExportFile[]
  validation?: Omit<ValidationResult, 'id' | 'stageId' | 'workspaceId'>
  bias?: Omit<BiasDetectionResult, 'id' | 'stageId' | 'workspaceId' | 'detectedAt'>
}

export interface InspectTask {
  dataKey: DataKey
  files: DatasetFile[]
  /** Key prefix for what inspection writes. */
  output: string
  /** What the version before held: files of it that were read then are not read again. */
  before?: Pick<Dataset, 'files' | 'problems'>
  /** Artifact of rows that are read in place of some that could not be. */
  mended?: string
  /** What unpacking is held to, where it is not the default. */
  limits?: Partial<UnpackLimits>
}

export interface InspectOutcome {
  files: DatasetFile[]
  problems: DatasetProblem[]
}

export interface PreviewTask extends Omit<TaskBase, 'stage'> {
  /** Options a stage, as their contracts parsed them. */
  options: { [stage: string]: JsonObject }
  /** Conversations to take from the beginning of the data set. */
  first: number
  /** Key of the artifact to write. */
  output: string
}

export interface LossCount {
  kind: LossKind
  reason: string
  count: number
}

/** Runs tasks: in this thread for `--local` and tests, in a thread pool in a worker. */
export interface Compute {
  shard(task: ShardTask, signal: AbortSignal): Promise<ShardResult>
  finish(task: FinishTask, signal: AbortSignal): Promise<FinishOutcome>
  inspect(task: InspectTask, signal: AbortSignal): Promise<InspectOutcome>
  /** Writes a {@link Preview} as JSON. */
  preview(task: PreviewTask, signal: AbortSignal): Promise<void>
}
