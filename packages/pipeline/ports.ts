import type {
  BiasDetectionResult,
  Dataset,
  EventName,
  Execution,
  ExecutionEvent,
  ExecutionStatus,
  JsonObject,
  PlanId,
  ShardRecord,
  ShardResult,
  StageExecution,
  StageName,
  StageState,
  StageStatus,
  Tracker,
  ValidationResult,
  WrappedDataKey,
} from '@techdeck/contracts'

// What the orchestrator needs of the world. Each port has a real implementation and one in memory;
// one conformance suite (`./conformance`) holds for both. All writes can be repeated.

/** An event to be appended together with a change of status. `key` is deterministic: an execution has each key once. */
export interface NewEvent {
  key: string
  event: EventName
  stage?: StageName
  datasetId?: string
  data: JsonObject
}

/** A change of one stage's state, applied only while the stage is in one of `from`. */
export interface StageChange {
  datasetId: string
  stage: StageName
  from: readonly StageStatus[]
  set: Partial<StageState>
}

/** One atomic change of an execution: guards, fields, and an event for each thing that changed. */
export interface Transition {
  /** Applied only while the execution is in one of these. */
  from: readonly ExecutionStatus[]
  /** Applied only in this round, where given. */
  round?: number
  to?: ExecutionStatus
  set?: Partial<Pick<Execution, 'startedAt' | 'completedAt' | 'error' | 'metrics'>>
  /** A stage's state to change with it. */
  stage?: StageChange
  event?: NewEvent
  /** Further stages that change in the same write, each with its event; all or none. */
  followedBy?: readonly { stage: StageChange; event: NewEvent }[]
}

export interface ExecutionStore {
  /** Without its events (`events: []`), which would be most of it; see {@link ExecutionStore.events}. */
  get(id: string): Promise<Execution | null>
  /**
   * Applies a change if its guards hold; one document, one write, majority and journalled.
   * `applied: false` when a guard did not hold. A change whose event key is already there counts as not applied.
   * The events that were appended come back with their numbers, in order.
   */
  transition(id: string, change: Transition): Promise<{ applied: boolean; events: ExecutionEvent[] }>
  /** Starts round `from + 1`; `false` when the round is no longer `from` or the execution is final. */
  advanceRound(id: string, from: number): Promise<boolean>
  /**
   * Begins again what is not done: a final execution that is not `completed` becomes `queued` in round `from + 1`,
   * with the named stages pending. `false` when it has moved on meanwhile.
   */
  restart(id: string, from: number, reset: readonly { datasetId: string; stage: StageName }[]): Promise<boolean>
  /** Executions in no final status, in order of their ids (oldest first), at most `limit` behind the id `after`. */
  unfinished(limit: number, after: string | null): Promise<Execution[]>
  /** Events after `seq`, in order, from the document and the event collection. */
  events(id: string, afterSeq: number, limit: number): Promise<ExecutionEvent[]>
}

export type Claim =
  | { state: 'open'; claims: number }
  /** Open with as many claims as the caller's limit; this one was not counted. */
  | { state: 'suspect'; claims: number }
  | { state: 'done'; record: ShardRecord }
  | { state: 'parked'; record: ShardRecord }
  | { state: 'missing' }

export interface ShardStore {
  /** Creates the records 0 … count − 1 of a plan as open; existing ones stay as they are. */
  plan(plan: { plan: PlanId; executionId: string; datasetId: string; stage: StageName; count: number }): Promise<void>
  /** Counts a claim on an open shard that has fewer than `limit`. */
  claim(plan: PlanId, index: number, limit?: number): Promise<Claim>
  /** Takes a claim back: the work was handed back unharmed. */
  handBack(plan: PlanId, index: number): Promise<void>
  /** Open → done, naming `token`. The first commit wins: `false` when another token's commit or a park came first. */
  commit(plan: PlanId, index: number, token: string, result: ShardResult): Promise<boolean>
  /** Open → parked. */
  park(plan: PlanId, index: number, errorCode: string): Promise<boolean>
  /** Parked → open with no claims, for a retry; all of a plan, or one. Returns how many. */
  reopen(plan: PlanId, index?: number): Promise<number>
  /** Indices of open shards from `from` on, ascending, at most `limit`. */
  open(plan: PlanId, from: number, limit: number): Promise<number[]>
  get(plan: PlanId, index: number): Promise<ShardRecord | null>
  /** Records `from` … `to − 1` in order of index. */
  range(plan: PlanId, from: number, to: number): Promise<ShardRecord[]>
  /** Artifacts of the shards `from` … `to − 1` that there are, in order; `null` for one that is not done. */
  artifacts(plan: PlanId, from: number, to: number): Promise<(string | null)[]>
}

export interface ResultStore {
  /**
   * Keeps what a stage did, with its validation and bias results where it has them; each replaces the one of the same id.
   */
  save(result: StageExecution, validation?: ValidationResult, bias?: BiasDetectionResult): Promise<void>
  /** Keeps what stages did whose validation and bias results are those of others, in one write. */
  saveAll(results: readonly StageExecution[]): Promise<void>
  get(executionId: string, datasetId: string, stage: StageName): Promise<StageExecution | null>
  /** All stages of all data sets of an execution, in no order. */
  ofExecution(executionId: string): Promise<StageExecution[]>
  /** Newest results of a stage of a data set that can be read (completed, partial or reused), at most `limit`. */
  newest(datasetId: string, stage: StageName, limit: number): Promise<StageExecution[]>
  /** A completed result with the same reuse key in the workspace, newest first. */
  reusable(workspaceId: string, reuseKey: string): Promise<StageExecution | null>
}

export interface DatasetStore {
  get(id: string): Promise<Dataset | null>
  /** As it was in a version, whatever was added since; `null` when there is no such version. */
  atVersion(id: string, version: number): Promise<Dataset | null>
  /** inspecting → ready or invalid with what inspection found; `false` when it is no longer inspecting that version. */
  finishInspection(
    id: string,
    version: number,
    result: Pick<Dataset, 'status' | 'format' | 'encoding' | 'conversationCount' | 'turnCount' | 'files' | 'problems'>,
  ): Promise<boolean>
  /** Data sets that wait for inspection, in order of their ids (oldest first), at most `limit` behind the id `after`. */
  inspecting(limit: number, after: string | null): Promise<Dataset[]>
}

export interface KeyStore {
  get(id: string): Promise<WrappedDataKey | null>
}

/** A lease on a name, by the store's clock. */
export interface LeaseStore {
  /** `true` while the caller holds it, `ttlMs` from now on; renews it when it is the caller's already. */
  acquire(name: string, owner: string, ttlMs: number): Promise<boolean>
  /** Nothing happens when it is another's, or nobody's. */
  release(name: string, owner: string): Promise<void>
}

/** Encrypted, immutable content. `key` is a path of ids; `dataKey` the data set's plain data key. */
export interface ArtifactStore {
  /**
   * Writes all chunks or nothing: temporary file, fsync, rename. Writing a key again replaces it by equal content.
   * `sha256` is that of the plain text, `sizeBytes` its length. A chunk is used up when the next is asked for.
   */
  write(
    key: string,
    dataKey: DataKey,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ sha256: string; sizeBytes: number }>
  /** Opens an artifact for reading at any place, by any number of readers at once. @throws DecryptionError, NotFoundError */
  open(key: string, dataKey: DataKey): Promise<ArtifactReader>
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>
  /** Keys below a path of whole segments (all of them for `''`), in no order. */
  list(prefix: string): AsyncIterable<{ key: string; modifiedAt: Date }>
}

export interface ArtifactReader {
  /** Length of the plain text. */
  readonly size: number
  /** Chunks are the caller's own. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** A data set's key in the clear; lives in memory only. */
export interface DataKey {
  readonly id: string
  readonly datasetId: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** Unwraps data keys by the installation's key ring. */
export interface KeyRing {
  /** @throws DecryptionError when it was not wrapped by this ring, or is not as it was wrapped */
  unwrap(wrapped: WrappedDataKey): Promise<DataKey>
  /** HMAC-SHA-256 key for pseudonyms, 32 bytes. */
  readonly pseudonymKey: Uint8Array
}

/** Motion: what is told to those who watch. Losing a message loses nothing; they read the store. */
export interface EventBus {
  publishEvent(executionId: string, event: ExecutionEvent, epoch: number): Promise<void>
  /** Tells watchers of a data set that inspection ended. */
  publishDataset(datasetId: string): Promise<void>
  /** Asks whoever works on an execution to stop. */
  publishCancel(executionId: string): Promise<void>
}

/** Counts committed shards between two looks at the store; may be lost at any time. */
export interface ProgressBoard {
  /** Notes a committed shard once, however often it is called. */
  shardDone(plan: PlanId, index: number, records: { in: number; quarantined: number }): Promise<void>
  /** What was counted for a plan; `null` when it was lost or never begun. */
  counted(plan: PlanId): Promise<{ shards: number; in: number; quarantined: number } | null>
  /** Begins or mends the counts of a plan by what the store says; shards noted meanwhile stay counted. */
  reset(plan: PlanId, done: { index: number; in: number; quarantined: number }[]): Promise<void>
  /** Shows a tracker to everyone; an older or lower one than is shown does not replace it. */
  publish(tracker: Tracker): Promise<void>
  get(executionId: string): Promise<Tracker | null>
}

// ── Queues ────────────────────────────────────────────────────────────────────

export interface StageJob {
  executionId: string
  round: number
  /** When the time of its round is over, in milliseconds of the epoch; for ever when absent. */
  deadline?: number
  datasetId: string
  stage: StageName
}
export interface ShardJob extends StageJob {
  plan: PlanId
  phase: string
  index: number
  /** Shards of the plan. */
  of: number
}
/** Shards of one plan that are to be queued. */
export interface ShardList {
  plan: PlanId
  phase: string
  of: number
  indices: number[]
}
export interface RootJob {
  executionId: string
  round: number
  deadline?: number
}
export interface InspectJob {
  datasetId: string
  version: number
}
export interface PreviewJob {
  executionId: string
}

/** What a stage job wants: wait for these shards, or it is finished. */
export interface StageStep {
  wait: ShardList | null
}

/** Puts jobs on queues. BullMQ only orders; nothing is decided by what it holds. */
export interface FlowQueue {
  /** Adds the root and, for each data set, the chain of its stages for the execution's current round. */
  addFlow(execution: Pick<Execution, 'id' | 'round' | 'datasetIds' | 'stagesPlanned'>): Promise<void>
  /** Adds shards as children of their stage job; one that is queued already stays. */
  addShards(job: StageJob, shards: ShardList): Promise<void>
  addInspect(job: InspectJob): Promise<void>
  /** Adds it before all that waits, since somebody looks at the screen; one that waits or is worked on stays. */
  addPreview(job: PreviewJob): Promise<void>
  /**
   * Whether the flow can still move by itself: the root and every given stage job are there and waiting, active,
   * delayed, or waiting for children that are all there and alive.
   */
  flowAlive(root: RootJob, frontier: readonly StageJob[]): Promise<boolean>
  inspectAlive(job: InspectJob): Promise<boolean>
}

/**
 * What workers do; thrown errors are tried again (4 attempts, 2ⁿ s with jitter) unless `retryable` is false. What throws
 * after its signal aborted is handed back: the job waits again, and that is no attempt.
 */
export interface FlowHandlers {
  root(job: RootJob): Promise<void>
  stage(job: StageJob, signal: AbortSignal): Promise<StageStep>
  shard(job: ShardJob, signal: AbortSignal): Promise<void>
  inspect(job: InspectJob, signal: AbortSignal): Promise<void>
  preview(job: PreviewJob, signal: AbortSignal): Promise<void>
}
