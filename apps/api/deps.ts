import type {
  AuditRecord,
  Dataset,
  DatasetStatus,
  Execution,
  StageExecution,
  StageName,
  User,
  ValidationResult,
  BiasDetectionResult,
  WrappedDataKey,
} from '@techdeck/contracts'
import type { Clock, Logger } from '@techdeck/core'
import type {
  ArtifactStore,
  DataKey,
  DatasetStore,
  EventBus,
  ExecutionStore,
  FlowQueue,
  KeyStore,
  ProgressBoard,
  ShardStore,
} from '@techdeck/pipeline'
import type { DatasetMessage, Message, TicketGrant, UploadProgress } from '@techdeck/redis'
import type { Registry } from 'prom-client'
import type { GatewaySettings } from './gateway/settings.ts'

// What the API needs of the world beside the orchestrator's ports. `main` gives the real ones.

/** One page of a list, newest first; `nextCursor` is null on the last. */
export interface PageOf<T> {
  items: T[]
  nextCursor: string | null
}
/** All of a workspace, or what one user owns in it. */
export interface Scope {
  workspaceId: string
  userId?: string
}

export interface Users {
  get(id: string): Promise<User | null>
  byEmail(email: string): Promise<User | null>
  /** @throws ConflictError when the e-mail address is taken */
  create(user: User): Promise<unknown>
  list(workspaceId: string, cursor: string | null, limit: number): Promise<PageOf<User>>
  touchLogin(id: string, at: Date): Promise<unknown>
}

/** Sign-ins that can be renewed. Refresh tokens are known by their hash alone. */
export interface Tokens {
  begin(session: { id: string; userId: string; tokenHash: string; expiresAt: Date }): Promise<void>
  /**
   * Replaces a session's token, once: of any number that present the same token at the same time one wins. A token that
   * was spent before ends its session, since somebody has a copy of it.
   */
  rotate(
    tokenHash: string,
    next: { tokenHash: string; expiresAt: Date },
  ): Promise<{ state: 'rotated' | 'reused'; id: string; userId: string } | { state: 'unknown' }>
  isActive(id: string): Promise<boolean>
  /** Ending an ended session changes nothing. */
  end(id: string): Promise<void>
}

export interface Datasets extends DatasetStore {
  /** @throws ConflictError when the id is taken */
  create(dataset: Dataset): Promise<unknown>
  /** Without deleted ones. */
  list(scope: Scope, cursor: string | null, limit: number): Promise<PageOf<Dataset>>
  rename(id: string, name: string): Promise<boolean>
  /** Moves a data set between states; `false` when it is in none of `from`. */
  transition(id: string, from: readonly DatasetStatus[], to: DatasetStatus): Promise<boolean>
}

export interface Executions extends ExecutionStore {
  /**
   * Records it. A key that the user has used before for the same request records nothing: the earlier one comes back.
   *
   * @throws ConflictError when the key came with another request
   */
  create(
    execution: Execution,
    idempotency?: { key: string; bodyHash: string },
  ): Promise<{ execution: Execution; created: boolean }>
  list(scope: Scope, cursor: string | null, limit: number): Promise<PageOf<Execution>>
  /** Whether a run of the data set is in no final status. */
  hasActiveFor(datasetId: string): Promise<boolean>
}

export interface Results {
  /** All stages of all data sets of an execution, in no order. */
  ofExecution(executionId: string): Promise<StageExecution[]>
  /** The newest result of a stage of a data set that can be read. */
  latest(datasetId: string, stage: StageName): Promise<StageExecution | null>
  validation(stageId: string): Promise<ValidationResult | null>
  bias(stageId: string): Promise<BiasDetectionResult | null>
}

export interface Keys extends KeyStore {
  create(key: WrappedDataKey): Promise<void>
  /** Makes every artifact of the data set unreadable for ever. */
  destroy(datasetId: string): Promise<void>
}

export interface Subscriptions {
  /** Calls the handler for each event and tracker of an execution that is published from now on. */
  subscribe(executionId: string, handler: (message: Message) => void): Promise<() => Promise<void> | void>
  /** Calls the handler as an upload gets on, and when the data set's record has changed. */
  subscribeDataset(datasetId: string, handler: (message: DatasetMessage) => void): Promise<() => Promise<void> | void>
  /** Says that a user's role, account or sessions have changed, so that their sockets are looked at again. */
  publishAccess(userId: string): Promise<void>
  /** Calls the handler with each user whose access has changed, and with `null` when some may have been missed. */
  subscribeAccess(handler: (userId: string | null) => void): Promise<() => Promise<void> | void>
}

/** One-time tickets that sign sockets in. All of it throws while Redis is away. */
export interface Tickets {
  issue(grant: TicketGrant): Promise<{ ticket: string; expiresInS: number }>
  /** Once; `null` when it is spent, expired or none. */
  redeem(ticket: string): Promise<TicketGrant | null>
}

/** Uploads that are under way; may be lost at any time. */
export interface Uploads {
  report(upload: UploadProgress): Promise<void>
  /** The upload was recorded or broke off. */
  over(datasetId: string): Promise<void>
  get(datasetId: string): Promise<UploadProgress | null>
}

export interface ApiDeps {
  version: string
  settings: ApiSettings
  clock: Clock
  logger: Logger
  registry: Registry
  users: Users
  tokens: Tokens
  datasets: Datasets
  executions: Executions
  shards: ShardStore
  results: Results
  keys: Keys
  audit: { append(record: AuditRecord): Promise<void> }
  artifacts: ArtifactStore
  keyRing: {
    readonly tokenSecret: string
    newDataKey(datasetId: string): { dataKey: DataKey; wrapped: WrappedDataKey }
    unwrap(wrapped: WrappedDataKey): Promise<DataKey>
  }
  flows: FlowQueue
  progress: ProgressBoard
  events: EventBus & Subscriptions
  tickets: Tickets
  uploads: Uploads
  /** An ioredis client for rate limits; in memory without it. */
  limits?: unknown
  /** Each throws, or does not return in time, when its server is not there. Its value names the server. */
  checks: { readonly [name: string]: () => Promise<string | void> }
}

export interface ApiSettings {
  acceptLocalTokens: boolean
  requestsPerMinute: number
  maxUploadBytes: number
  /** Addresses of proxies whose `x-forwarded-for` is believed (CIDR); none by default. */
  trustedProxies?: string | undefined
  /** Origins of pages elsewhere that may open sockets, such as `https://deck.example.org`; none by default. */
  allowedOrigins?: readonly string[]
  /** Where sockets are held to something else than usual. */
  gateway?: Partial<GatewaySettings>
}
