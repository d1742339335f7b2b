import type { z } from 'zod'
import type {
  BiasDetectionResult,
  Conversation,
  Json,
  JsonObject,
  LossKind,
  Records,
  SiteList,
  StageName,
  Told,
  ValidationResult,
} from '@techdeck/contracts'
import type { Signature } from '@techdeck/core'
import type { Reading, SourcePosition } from '@techdeck/formats'

/** What the API, the queues and the orchestrator may know of a stage: data only. */
export interface StageContract<O extends z.ZodType = z.ZodType> {
  readonly name: StageName
  readonly after: StageName | null
  /** Raise it when the same input and options give another output; results of other versions are not reused. */
  readonly version: number
  readonly options: O
  /** Fields of a conversation, or of a note as `stage.field`, that the stage reads: it is handed these, ids, and nothing else. */
  readonly reads: readonly string[]
  /** Whose conversations it reads; `null` for ingestion, which reads files. */
  readonly conversations: StageName | null
  /** Whose notes it reads beside them. A conversation without a note of one of these stages does not reach this one. */
  readonly notes: readonly StageName[]
  /** Options of the execution itself that change the result. */
  readonly executionOptions: readonly ('executionMode' | 'qualityThreshold' | 'enableBiasDetection' | 'exportFormats')[]
  /** It takes identifiers out; its summary counts them by category in `replaced`, and the audit log tells of it. */
  readonly sanitizes?: true
}

/** What a stage says of one conversation, kept apart from its text. */
export interface Note {
  id: string
}

/** What a stage hands on for one record: text, a note, or both. */
export interface Output<N extends Note = Note> {
  conversation?: Conversation | RawConversation
  note?: N
}

/** A conversation as it was read, before anyone decided what its columns mean. */
export interface RawConversation {
  /** SHA-256 of file ordinal, file hash and byte offset of its first row: the same on every machine. */
  id: string
  position: SourcePosition
  /**
   * Source rows that went into it: what ingestion's `out` counts for it (1 where absent). Rows that were folded into
   * another row's turn are not among them; they are accounted for by `lose` with kind `merged`, as bad rows are as
   * `quarantined`. So ingestion's `in` = Σ rows + Σ counts of its losses over both phases, and the scattered rows that
   * phase `read` emits into partitions count once, in phase `group`.
   */
  rows?: number
  language?: string
  turns: { speaker?: string; text: string; time?: string | number; utteranceId?: string; labels?: JsonObject }[]
  metadata: JsonObject
  labels: JsonObject
}

/** What every stage after standardization reads. */
export interface Joined {
  conversation: Conversation
  notes: { readonly [stage in StageName]?: Note }
}

/** A record that goes no further. `excerpt` is kept encrypted, for people with the permission. */
export interface Loss {
  kind: LossKind
  /** A stable code, such as `duplicate_exact`. */
  reason: string
  /** The conversation's id, where there is one. */
  id?: string
  /** Merged: the conversation that stands for it. Its own id where a row went into it. */
  into?: string
  /** The data set of that conversation, where it is another one. */
  intoDataset?: string
  position: { file: number | string; line?: number; row?: number; byteOffset?: number }
  excerpt?: string
  /** Source rows that it stands for (ingestion); 1 where absent. */
  count?: number
}

export interface SourceFile {
  readonly ordinal: number
  readonly name: string
  readonly sha256: string
  /** What its owner said of how to read it: the format, and where the mapping lies. */
  readonly readAs?: string
  readonly mapping?: string
  /** Where it was read: how. */
  readonly inspection?: string
}

export interface StageContext {
  readonly signal: AbortSignal
  readonly execution: {
    readonly executionMode: string
    readonly qualityThreshold: number
    readonly enableBiasDetection: boolean
    readonly exportFormats: readonly string[]
  }
  readonly dataset: {
    readonly sha256: string
    readonly files: readonly SourceFile[]
    /** What the owner says of them: an SPDX id or the like, and by what the people in them agreed. */
    readonly licence?: string
    readonly consent?: string
  }
  readonly shard: number
  /** How inspection read a file. */
  reading(this: void, file: number): Promise<Reading>
  /** HMAC-SHA-256 under the installation's pseudonym key, as hex: equal values have equal pseudonyms, here and with `--local`. */
  pseudonym(this: void, value: string): string
  /** The words of the site that the run was given, where it was. */
  siteList(this: void): Promise<SiteList | null>
  /** Seals what was taken out of a conversation so that the key ring alone gives it back; equal text alike. */
  seal(this: void, conversation: string, text: string): string
  /** Accounts for a record that goes no further. */
  lose(this: void, loss: Loss): void
  /**
   * Puts an item into a named section of the shard's artifact, beside `records` and `notes`. Strings and bytes stay as
   * they are; bytes are handed over for good.
   */
  emit(this: void, section: string, item: Json | Uint8Array): void
}

/** A stage's figures for one shard or many: merging is associative and commutative. At most 32 KiB as JSON. */
export interface Summary<S extends Json, T> {
  empty(this: void): S
  /** Adds one output; may change and return `summary`. */
  add(this: void, summary: S, output: T): S
  merge(this: void, a: S, b: S): S
}

export interface FinishContext<S extends Json, O> {
  readonly signal: AbortSignal
  readonly options: O
  readonly execution: StageContext['execution']
  readonly dataset: StageContext['dataset']
  /** How inspection read a file. */
  reading(this: void, file: number): Promise<Reading>
  readonly summary: S
  readonly records: Records
  readonly losses: readonly { kind: LossKind; reason: string; count: number }[]
  readonly shards: number
  /** All items of a section, in shard order, with their place in their shard; bytes are good until the next is asked for. */
  section(this: void, name: string): AsyncIterable<{ shard: number; ordinal: number; item: unknown }>
  /** Results of other data sets that this run is compared with, in the order in which the run names them. */
  readonly compared: readonly ComparedResult[]
  /** What earlier stages of this data set found. */
  earlier(this: void, stage: StageName): { summary: Json; report: JsonObject; records: Records; version: number } | null
  /** Writes a file of the result (export only). `records` is asked for when all chunks are written. */
  file(
    this: void,
    file: { name: string; format: string; records: number | (() => number); split?: string },
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<{
    sha256: string
    sizeBytes: number
  }>
  /** Signs by the installation's key: equal bytes have equal signatures. */
  sign(this: void, bytes: Uint8Array): Signature
  /** Which run this is; nothing of it may go into what is compared by bytes. */
  readonly run: { readonly executionId: string; readonly startedAt: string | null }
}

/** What an earlier run kept of another data set. */
export interface ComparedResult {
  readonly datasetId: string
  readonly files: StageContext['dataset']['files']
  readonly conversations: number
  section: FinishContext<never, never>['section']
}

export type PlacedRecord = { shard: number; id: string } & Pick<Told, 'split' | 'near'>

export interface FinishResult {
  /** Records of this stage that later readers skip, in shard order. */
  dropped?: readonly { shard: number; ordinal: number; loss: Loss }[]
  /** Records of this stage that later readers find with this {@link Conversation.cluster}, in shard order. */
  clustered?: Iterable<{ shard: number; ordinal: number; cluster: string }>
  /**
   * Where the finish step put each record that it kept, in shard order: of a stage whose files hold other records, or in
   * another grouping, than its shards say. Of other stages: what else their passports say of records, where there is more.
   */
  placed?: AsyncIterable<PlacedRecord> | Iterable<PlacedRecord>
  /** What the report says of this stage; bounded in size whatever the data. */
  report: JsonObject
  validation?: Omit<ValidationResult, 'id' | 'stageId' | 'workspaceId'>
  bias?: Omit<BiasDetectionResult, 'id' | 'stageId' | 'workspaceId' | 'detectedAt'>
}

/** What is planned of one pass over all shards. Most stages have one; ingestion has two. */
export interface PhaseOutline {
  readonly name: string
  /** `source`: byte ranges of the files; `partitions`: section `p{shard}` of all shards of the phase before; `shards`: shard i of earlier stages. */
  readonly input: 'source' | 'partitions' | 'shards'
  /** Whether the phase is needed; without it, always. */
  when?(this: void, dataset: { scattered: boolean }): boolean
}

export interface Phase<In, Out, O> extends PhaseOutline {
  run(
    records: AsyncIterable<In>,
    options: O,
    context: StageContext & { readonly partitions: number },
  ): AsyncIterable<Out>
}

/** What whoever has stages worked on, and does not work on them itself, knows of a stage beside its contract. */
export interface StageOutline {
  readonly phases: readonly PhaseOutline[]
  readonly summary: Pick<Summary<Json, never>, 'empty' | 'merge'>
}

export interface Stage<C extends StageContract = StageContract, S extends Json = Json, Out extends Output = Output> {
  readonly contract: C
  readonly phases: readonly Phase<never, Out, z.output<C['options']>>[]
  readonly summary: Summary<S, Out>
  /** Runs once when all shards are done, and again after a crash; it must give the same result. */
  finish?(this: void, context: FinishContext<S, z.output<C['options']>>): Promise<FinishResult>
}

/** The phase of a stage that has no other. */
export const ONE_PASS: PhaseOutline = { name: 'run', input: 'shards' }

/** A stage with one pass over the shards of the stage before. */
export function defineStage<C extends StageContract, In, S extends Json, Out extends Output>(
  contract: C,
  parts: {
    run(
      this: void,
      records: AsyncIterable<In>,
      options: z.output<C['options']>,
      context: StageContext,
    ): AsyncIterable<Out>
    summary: Summary<S, Out>
    finish?(this: void, context: FinishContext<S, z.output<C['options']>>): Promise<FinishResult>
  },
): Stage<C, S, Out> {
  const { run, summary, finish } = parts
  return {
    contract,
    phases: [{ ...ONE_PASS, run: run as Phase<never, Out, z.output<C['options']>>['run'] }],
    summary,
    ...(finish && { finish }),
  }
}
