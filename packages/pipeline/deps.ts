import type { StageName } from '@techdeck/contracts'
import type { Clock, Logger } from '@techdeck/core'
import type { UnpackLimits } from '@techdeck/formats'
import type { StageOutline } from '@techdeck/stages/outlines'
import type {
  ArtifactStore,
  DatasetStore,
  EventBus,
  ExecutionStore,
  FlowQueue,
  KeyRing,
  KeyStore,
  LeaseStore,
  ProgressBoard,
  ResultStore,
  ShardStore,
} from './ports.ts'
import type { Compute } from './tasks.ts'

/** All that the orchestrator stands on. */
export interface PipelineDeps {
  executions: ExecutionStore
  shards: ShardStore
  results: ResultStore
  datasets: DatasetStore
  keys: KeyStore
  leases: LeaseStore
  artifacts: ArtifactStore
  keyRing: KeyRing
  events: EventBus
  progress: ProgressBoard
  flows: FlowQueue
  compute: Compute
  /** The stages' phases and how their summaries merge; the work itself is done by `compute`. */
  stages: { readonly [stage in StageName]: StageOutline }
  clock: Clock
  logger: Logger
  /** What unpacking of uploads is held to, where it is not the default. */
  unpackLimits?: Partial<UnpackLimits>
  /** Milliseconds that an inspection has, before those that it has for the size of the upload. Default 10 minutes. */
  inspectionMs?: number
  /** Whether what is away counts as an attempt of the work, since nobody brings it back: a run without servers. */
  impatient?: boolean
  /** Milliseconds that work on one shard may take. Default 10 minutes. */
  shardMs?: number
  /** Shards of one stage that are queued at most. */
  window: number
}
