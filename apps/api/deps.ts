import type { AuditLog } from '@techdeck/audit'
import type {
  ApiToken,
  Backup,
  Dataset,
  DatasetStatus,
  DatasetVersion,
  ClientKind,
  Emergency,
  EmergencyStatus,
  Handling,
  Execution,
  Invitation,
  KeyRotation,
  Maintenance,
  PlanId,
  Quotas,
  ResumableUpload,
  LeakMark,
  LeakReview,
  Review,
  ReviewStatus,
  MendedRows,
  Mend,
  Release,
  SecondFactor,
  Share,
  Team,
  TeamMember,
  Session,
  Shredding,
  SiteListRecord,
  SystemView,
  ShardRecord,
  StageExecution,
  StageName,
  Terms,
  UploadPart,
  User,
  UserRole,
  Workspace,
  WorkspaceMember,
  ValidationResult,
  BiasDetectionResult,
  WrappedDataKey,
  DeliveryAttempt,
  DeliveryStatus,
  UntoldEnd,
  Webhook,
  WebhookDelivery,
  WebhookEvent,
  WebhookReason,
  WebhookSecret,
} from '@techdeck/contracts'
import type { ArtifactStore } from '@techdeck/artifacts'
import type { Clock, Logger } from '@techdeck/core'
import type {
  DataKey,
  DatasetStore,
  EventBus,
  ExecutionStore,
  FlowQueue,
  KeyStore,
  LeaseStore,
  ProgressBoard,
  ShardStore,
} from '@techdeck/pipeline'
import type { KekVersion } from '@techdeck/crypto'
import type {
  DatasetMessage,
  DevicePoll,
  DeviceRequest,
  Message,
  PassGrant,
  QueueFigures,
  SeenWorker,
  TicketGrant,
  UploadProgress,
  Waits,
} from '@techdeck/redis'
import type { QueueBoardDeps } from '@techdeck/queue-board'
import type { Registry } from 'prom-client'
import type { GatewaySettings } from './gateway/settings.ts'
import type { Passwords } from './passwords.ts'
import type { AdmissionLimits, Pressure } from './plugins/admission.ts'
import type { Patience } from './plugins/slow-clients.ts'

// What the API needs of the world beside the orchestrator's ports. `main` gives the real ones.

/** One page of a list, newest first; `nextCursor` is null on the last. */
export interface PageOf<T> {
  items: T[]
  nextCursor: string | null
}
/** All of a workspace, or what one user owns in it; beside that, all of others. */
export interface Scope {
  workspaceId: string
  userId?: string
  workspaceIds?: readonly string[]
  /** Data sets beside those. */
  datasetIds?: readonly string[]
}

export interface Users {
  get(id: string): Promise<User | null>
  byEmail(email: string): Promise<User | null>
  ofRole(workspaceId: string, role: UserRole): Promise<User[]>
  list(workspaceId: string, cursor: string | null, limit: number): Promise<PageOf<User>>
  /** @throws ConflictError when the e-mail address is taken; so below. */
  create(user: User): Promise<User>
  update(id: string, change: Partial<Pick<User, 'email' | 'role' | 'isActive'>>): Promise<boolean>
  setPassword(id: string, passwordHash: string): Promise<boolean>
  /** In place of all earlier ones. */
  setQuotas(id: string, quotas: Quotas): Promise<boolean>
  touchLogin(id: string, at: Date): Promise<unknown>
  noteResetRequest(id: string, at: Date): Promise<unknown>
}

/** Sign-ins that can be renewed. Refresh tokens are known by their hash alone. */
export interface Sessions {
  begin(session: Session, tokenHash: string): Promise<void>
  /** One that has neither ended nor expired. */
  live(id: string, now: Date): Promise<Session | null>
  /** A user's that have neither ended nor expired, newest first. */
  ofUser(userId: string, now: Date): Promise<Session[]>
  /**
   * Replaces a session's token, once: of any number that present the same token at the same time one wins. A token that
   * was spent before ends its session, since somebody has a copy of it. Counts as activity where `active` says so.
   */
  rotate(
    tokenHash: string,
    next: { tokenHash: string; now: Date; active: boolean },
  ): Promise<{ state: 'rotated' | 'reused'; session: Session } | { state: 'unknown' }>
  touch(id: string, now: Date): Promise<void>
  /** Whether it was not ended before. */
  end(id: string): Promise<boolean>
  /** Ends a user's sessions, but for `except`; returns how many. */
  endAll(userId: string, except?: string | null): Promise<number>
}

export interface Teams {
  /** @throws ConflictError when the name is taken in the workspace */
  create(team: Team): Promise<Team>
  get(id: string): Promise<Team | null>
  list(workspaceId: string): Promise<Team[]>
  ofUser(userId: string): Promise<Team[]>
  setMember(id: string, member: TeamMember): Promise<void>
  removeMember(id: string, userId: string): Promise<void>
  remove(id: string): Promise<void>
}

/** Workspaces beside the first one. */
export interface Workspaces {
  /** @throws ConflictError when the name is taken */
  create(workspace: Workspace): Promise<Workspace>
  get(id: string): Promise<Workspace | null>
  list(): Promise<Workspace[]>
  ofUser(userId: string): Promise<Workspace[]>
  /** `false`, and nothing is changed, where no owner would be left; so below. */
  setMember(id: string, member: WorkspaceMember): Promise<boolean>
  removeMember(id: string, userId: string): Promise<boolean>
  remove(id: string): Promise<void>
}

/** Data sets that teams and people may reach. */
export interface Shares {
  save(share: Share): Promise<void>
  ofDataset(datasetId: string): Promise<Share[]>
  ofTeams(teamIds: readonly string[]): Promise<Share[]>
  ofUser(userId: string): Promise<Share[]>
  /** Of a team or a person. */
  remove(datasetId: string, withWhom: string): Promise<boolean>
  removeOfTeam(teamId: string): Promise<number>
  removeOf(datasetId: string): Promise<void>
}

/** Broken glass. */
export interface Emergencies {
  create(emergency: Emergency): Promise<void>
  get(id: string): Promise<Emergency | null>
  /** A user's that were agreed to, also those whose time is over. */
  approvedOf(userId: string): Promise<Emergency[]>
  list(scope: { workspaceId: string; userId?: string }, since: Date): Promise<Emergency[]>
  /** `false` when it is no longer in `from`. */
  move(
    id: string,
    from: EmergencyStatus,
    to: EmergencyStatus,
    decision?: Pick<Emergency, 'decidedBy' | 'expiresAt'>,
  ): Promise<boolean>
  expired(now: Date): Promise<Emergency[]>
}

/** Tokens for scripts and agents, known by their hash alone. */
export interface ApiTokens {
  create(token: ApiToken, tokenHash: string): Promise<void>
  get(id: string): Promise<ApiToken | null>
  /** Also one that is revoked or has expired. */
  byHash(tokenHash: string): Promise<ApiToken | null>
  /** A user's that are good, newest first. */
  ofUser(userId: string, now: Date): Promise<ApiToken[]>
  touch(id: string, now: Date): Promise<void>
  /** Whether it was not revoked before. */
  revoke(id: string, now: Date): Promise<boolean>
}

/** Second factors by their user's id; of any number that change one at the same time one succeeds. */
export interface SecondFactorStore {
  /** @throws ConflictError when there is an active one */
  begin(factor: SecondFactor): Promise<void>
  get(userId: string): Promise<SecondFactor | null>
  activate(userId: string, lastStep: number, recovery: readonly string[]): Promise<boolean>
  /** Spends a step of time, with all before it; `false` when it was spent. */
  spend(userId: string, step: number): Promise<boolean>
  useRecovery(userId: string, hash: string): Promise<boolean>
  setRecovery(userId: string, recovery: readonly string[]): Promise<boolean>
  remove(userId: string): Promise<boolean>
}

/** One-time links to set a password, known by their token's hash alone. */
export interface Invitations {
  /** The user's earlier links become void. */
  open(invitation: Invitation, tokenHash: string): Promise<void>
  find(tokenHash: string, now: Date): Promise<Invitation | null>
  /** Of any number that use one at the same time one gets `true`. */
  use(id: string): Promise<boolean>
  revoke(workspaceId: string, userId: string | null): Promise<void>
}

/** What is remembered of callers for all instances; each may throw while Redis is away, but for `changed`. */
export interface AccessCache {
  get(userId: string, session: string): Promise<string | null>
  put(userId: string, session: string, text: string): Promise<void>
  /** Forgets what is remembered of a user, and tells all instances. */
  changed(userId: string): Promise<void>
}

export interface AccessChanges {
  /** Calls the handler with each user whose role, state or sessions change, and with `null` when some may have been missed. */
  subscribeAccess(handler: (userId: string | null) => void): Promise<() => Promise<void> | void>
}

/** Counts attempts to guess over all instances; may throw while Redis is away. */
export interface Throttle {
  /** Counts one as a failure, before it is made, unless it comes too early. */
  take(name: string, waits: Waits): Promise<{ allowed: boolean; retryAfterMs: number }>
  /** Takes back one that was let through. */
  giveBack(name: string): Promise<void>
  clear(name: string): Promise<void>
  /** Remembers for a time that a name is known from somewhere. */
  trust(name: string, place: string, forMs: number): Promise<void>
  /** From where it is known. */
  trusted(name: string): Promise<string[]>
}
export type { Waits }

type Owned = Pick<Dataset, 'workspaceId' | 'userId'>

export interface Datasets extends DatasetStore {
  /** @throws ConflictError when the id is taken */
  create(dataset: Dataset): Promise<unknown>
  /** Without deleted ones. */
  list(scope: Scope, cursor: string | null, limit: number): Promise<PageOf<Dataset>>
  /** Deleted ones that can be restored. */
  restorable(scope: Scope, limit: number): Promise<Dataset[]>
  describe(
    id: string,
    changes: Terms & Omit<Handling, 'retainUntil'> & { name?: string; retainUntil?: Date | null },
  ): Promise<boolean>
  /** Those whose retention is over by then, the longest overdue first, without deleted ones. */
  overdue(now: Date, limit: number): Promise<Dataset[]>
  /** Those whose files were last unpacked by then, and not removed since, those unpacked first, without deleted ones. */
  unpackedUntil(until: Date, limit: number): Promise<Dataset[]>
  /**
   * What was unpacked is gone from now on: `now`, or `before` where it was noted already. `false` where it is not due any
   * more, or the data set is not at rest.
   */
  noteUnpackedGone(id: string, until: Date, at: Date): Promise<'now' | 'before' | false>
  /** Takes that back, where nothing was removed yet. */
  keepUnpacked(id: string): Promise<void>
  /** All of it is removed. */
  noteUnpackedSwept(id: string): Promise<void>
  /** All versions but the present one, newest first. */
  earlierVersions(id: string): Promise<DatasetVersion[]>
  /** ready or invalid → inspecting as version `from + 1`, with its files; `false` when it is no longer at `from`. */
  addVersion(id: string, from: number, upload: Pick<Dataset, 'files' | 'sizeBytes' | 'sha256'>): Promise<boolean>
  /** Data sets of the same bytes that are or may become ready, newest first. */
  sameBytes(scope: Scope, sha256: string): Promise<Dataset[]>
  /** Of all that a user owns and that is not deleted. */
  bytesOf(userId: string): Promise<number>
  /** Whether any lies in the workspace, also one that is deleted and not purged yet. */
  isAnyIn(workspaceId: string): Promise<boolean>
  /** Gives it to another owner or workspace, or both; `false` when both are not as they were. */
  transfer(id: string, from: Owned, to: Owned): Promise<boolean>
  /** A ready data set with rows mended becomes version `from + 1`; `false` when it is no longer at `from`. */
  mend(
    id: string,
    from: number,
    mended: Pick<Dataset, 'files'> & { sha256: string; mended: MendedRows },
  ): Promise<boolean>
  /** `from` → deleted, to be purged at a time; `false` when it is no longer in `from`, or its retention not over by `dueBy`. */
  softDelete(id: string, from: DatasetStatus, at: Date, purgeAt: Date, dueBy?: Date): Promise<boolean>
  /** deleted → what it was before; `false` when it is not deleted, or is being purged. */
  restore(id: string): Promise<boolean>
  /** From here on nobody restores it; `false` when it is not deleted. */
  beginPurge(id: string, now: Date): Promise<boolean>
  /** Notes on a deleted one that its key is about to be destroyed, once: the first note stays, and is given back. */
  noteShredding(id: string, shredding: Shredding): Promise<Shredding | null>
  /** Forgets its name, files and versions; that it was deleted stays. */
  endPurge(id: string): Promise<void>
  /** Deleted ones whose time has come, soonest first. */
  toPurge(now: Date, limit: number): Promise<Dataset[]>
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
  /** The one that came with this key of its owner before. */
  withKey(userId: string, key: string): Promise<Execution | null>
  /** What a user began since then, with the rows of it, and how many of theirs are at work. */
  usedBy(userId: string, since: Date): Promise<{ runs: number; rows: number; running: number; oldest: Date | null }>
  /** Runs of the data set that are in no final status, at most 20. */
  activeFor(datasetId: string): Promise<string[]>
  /** All runs of the data set. */
  ofDataset(datasetId: string): Promise<Execution[]>
  /** Those with ends of which webhooks were not told yet. */
  untold(limit: number): Promise<{ execution: Execution; ends: UntoldEnd[] }[]>
  /** Its ends up to this event were told of. */
  told(id: string, upToSeq: number): Promise<void>
  /** Those that ended in this time and whose text was not removed yet, the earliest first. */
  unsweptEndedBetween(after: Date, until: Date, limit: number): Promise<Execution[]>
  /** The text of its first stages is gone from now on; `false` where it is at work. */
  noteTextGone(id: string, at: Date): Promise<boolean>
  keepText(id: string): Promise<void>
  noteTextSwept(id: string): Promise<void>
  /** Where its data sets lie now, and whose they are. */
  transfer(id: string, workspaceId: string, owners: readonly string[]): Promise<void>
}

export interface Shards extends ShardStore {
  /** Forgets the records of a plan. */
  removePlan(plan: PlanId): Promise<void>
  /** Parked ones, the newest first, at most `limit`. */
  parked(limit: number): Promise<ShardRecord[]>
}

export interface Results {
  /** All stages of all data sets of an execution, in no order. */
  ofExecution(executionId: string): Promise<StageExecution[]>
  get(executionId: string, datasetId: string, stage: StageName): Promise<StageExecution | null>
  /** Newest results of a stage of a data set that can be read, at most `limit`. */
  newest(datasetId: string, stage: StageName, limit: number): Promise<StageExecution[]>
  /** The newest of them. */
  latest(datasetId: string, stage: StageName): Promise<StageExecution | null>
  /** No later run takes it over any more. */
  forgetReuse(executionId: string, datasetId: string, stage: StageName): Promise<void>
  /** Forgets all that stages did with a data set. */
  removeOf(datasetId: string): Promise<void>
  validation(stageId: string): Promise<ValidationResult | null>
  bias(stageId: string): Promise<BiasDetectionResult | null>
}

/** Rows that people mended. */
export interface Mends {
  /** In place of an earlier one of the same row; `false` when that one is released already. */
  save(mend: Mend): Promise<boolean>
  get(id: string): Promise<Mend | null>
  ofDataset(datasetId: string, limit: number, after: string | null): Promise<Mend[]>
  removeOf(datasetId: string): Promise<void>
  release(ids: readonly string[], by: { version: number; releasedBy: string; releasedAt: Date }): Promise<void>
}

/** Versions of lists of a site's own words. */
export interface SiteLists {
  /** @throws ConflictError when somebody else made that version meanwhile */
  create(list: SiteListRecord): Promise<void>
  /** A version, or the newest. */
  find(workspaceId: string, name: string, version?: number): Promise<SiteListRecord | null>
  /** The newest version of each, by name. */
  newest(workspaceId: string, limit: number): Promise<SiteListRecord[]>
}

/** Conversations that were withheld and that somebody let through. */
export interface Releases {
  /** Of one that was released before, the first release stays. */
  add(releases: readonly Release[]): Promise<void>
  ofDataset(datasetId: string, limit: number): Promise<Release[]>
  removeOf(datasetId: string): Promise<void>
}

/** Samples of what executions exported, and what people found in them. */
export interface LeakReviews {
  /** An execution has one: an earlier one stays. */
  begin(review: LeakReview): Promise<void>
  get(executionId: string): Promise<LeakReview | null>
  /** A data set's newest that is signed off. */
  signedOf(datasetId: string): Promise<LeakReview | null>
  /** `false` once it is signed off. */
  mark(executionId: string, conversation: string, mark: LeakMark): Promise<boolean>
  /** `false` when it is already. */
  signOff(executionId: string, by: { by: string; at: Date }): Promise<boolean>
}

/** What `AuditLog` of `@techdeck/audit` does. */
export type Audit = Pick<
  AuditLog,
  | 'append'
  | 'search'
  | 'prove'
  | 'verifier'
  | 'checkpoint'
  | 'cosigned'
  | 'cosign'
  | 'consistency'
  | 'batches'
  | 'unsealedSince'
  | 'forget'
>

export interface Keys extends KeyStore {
  create(key: WrappedDataKey): Promise<void>
  /** Those that a version of the key-encryption key wraps, in order of their ids, at most `limit` behind the id `after`. */
  wrappedBy(kekId: string, after: string, limit: number): Promise<WrappedDataKey[]>
  /** How many a version of the key-encryption key wraps. */
  count(kekId: string): Promise<number>
  /** The same key, wrapped anew; `false` when it is no longer as it was read. */
  rewrap(before: WrappedDataKey, after: Pick<WrappedDataKey, 'kekId' | 'wrapped'>): Promise<boolean>
  /** Makes every artifact of the data set unreadable for ever. */
  destroy(datasetId: string): Promise<void>
}

export interface KeyRotations {
  begin(rotation: KeyRotation): Promise<void>
  /** The newest one. */
  latest(): Promise<KeyRotation | null>
  /** Moves a running rotation on from a cursor; `false` when somebody else did. */
  advance(
    id: string,
    from: string,
    progress: Pick<KeyRotation, 'cursor' | 'done' | 'failed' | 'status' | 'finishedAt'>,
  ): Promise<boolean>
}

export interface Backups {
  /** Newest first. */
  newest(limit: number): Promise<Backup[]>
}

export interface Subscriptions {
  /** Calls the handler for each event and tracker of an execution that is published from now on. */
  subscribe(executionId: string, handler: (message: Message) => void): Promise<() => Promise<void> | void>
  /** Calls the handler as an upload gets on, and when the data set's record has changed. */
  subscribeDataset(datasetId: string, handler: (message: DatasetMessage) => void): Promise<() => Promise<void> | void>
}

/** One-time tickets. All of it throws while Redis is away. */
export interface Tickets<Grant = TicketGrant> {
  issue(grant: Grant): Promise<{ ticket: string; expiresInS: number }>
  /** Once; `null` when it is spent, expired or none. */
  redeem(ticket: string): Promise<Grant | null>
}

/** What a secret of the caller's own grants, as often as it is presented. All of it throws while Redis is away. */
export interface Kept<Grant> {
  keep(secret: string, grant: Grant): Promise<void>
  /** `null` when nothing is kept under it, or no longer. */
  find(secret: string): Promise<Grant | null>
}

/** Whom a one-time link signs in. */
export interface SignInGrant {
  userId: string
}
/** Which file may be fetched, and by whose leave. */
export interface DownloadGrant {
  userId: string
  /** Null for tokens that belong to no session. */
  sessionId: string | null
  tokenId?: string | null
  executionId: string
  name: string
  /** The copy's mark, and what it was asked for. */
  watermark?: string
  purpose?: string | undefined
}

/** Devices that wait to be signed in. All of it throws while Redis is away. */
export interface DeviceCodes {
  begin(
    request: DeviceRequest,
  ): Promise<{ deviceCode: string; userCode: string; expiresInS: number; intervalS: number }>
  /** What waits behind a code that a person typed. */
  show(userCode: string): Promise<DeviceRequest | null>
  /** Once; `false` when there is none. */
  decide(userCode: string, decision: { userId: string; approve: boolean }): Promise<boolean>
  poll(deviceCode: string): Promise<DevicePoll>
}

/** Passes to the board of the queues. All of it throws while Redis is away. */
export interface Passes {
  issue(grant: PassGrant): Promise<{ pass: string; expiresInS: number }>
  /** `null` when it is expired or none. */
  find(pass: string): Promise<PassGrant | null>
}

/** Uploads that come in any number of requests. */
export interface Resumables {
  create(upload: ResumableUpload): Promise<void>
  get(id: string): Promise<ResumableUpload | null>
  /** The upload of a whole file that is to become a data set and has not yet. */
  openFor(datasetId: string): Promise<ResumableUpload | null>
  /** A user's that are open: how many, and what they will have taken in the end. */
  openOf(userId: string): Promise<{ count: number; sizeBytes: number }>
  /** Adds parts behind a byte; of any number of writers that began at the same byte one gets `true`. */
  append(id: string, offset: number, parts: readonly UploadPart[], expiresAt: Date): Promise<boolean>
  /** open → finished, with the data set that came of it. */
  finish(id: string, datasetId: string, isKnown: boolean): Promise<boolean>
  remove(id: string): Promise<void>
  /** Open ones that would expire by then, soonest first. */
  openUntil(time: Date, limit: number): Promise<ResumableUpload[]>
  /** Those whose time is over, oldest first. */
  expired(now: Date, limit: number): Promise<ResumableUpload[]>
}

/** Leases by the store's clock. */
export interface Leases extends LeaseStore {
  /** Lets whoever holds the lease know that somebody else waits for it. */
  ask(name: string): Promise<void>
  /** Whether somebody has asked for it, or the caller holds it no more. */
  isAskedFor(name: string, owner: string): Promise<boolean>
}

/** Maintenance, by workspace: one has it or not. */
export interface Maintenances {
  get(workspaceId: string): Promise<Maintenance | null>
  /** Begins it, or says something else of it. */
  begin(maintenance: Maintenance): Promise<void>
  /** Whether there was any. */
  end(workspaceId: string): Promise<boolean>
}

/** Workers, by what they tell of themselves. All of it throws while Redis is away. */
export interface Workers {
  list(): Promise<SeenWorker[]>
  /** `false` when there is no such worker. */
  wish(id: string, wish: { drain: boolean }): Promise<boolean>
}

/** Uploads that are under way; may be lost at any time. */
export interface Uploads {
  report(upload: UploadProgress): Promise<void>
  /** The upload was recorded or broke off. */
  over(datasetId: string): Promise<void>
  get(datasetId: string): Promise<UploadProgress | null>
}

/** Conversations that people judge. */
export interface Reviews {
  /** Queues those that are not there yet; the others stay as they are. */
  add(reviews: readonly Review[]): Promise<void>
  get(id: string): Promise<Review | null>
  /** A data set's in the order in which people should look, at most `limit` behind the order `after`. */
  list(datasetId: string, status: ReviewStatus | null, after: string | null, limit: number): Promise<Review[]>
  /** Changes one that has had `revision` changes; `false` when somebody else was quicker. */
  change(
    id: string,
    revision: number,
    change: Pick<Review, 'status' | 'verdicts' | 'final' | 'settledBy' | 'settledAt'>,
  ): Promise<boolean>
  removeOf(datasetId: string): Promise<void>
  /** Notes that somebody opens a distressing text: how many more they may open that day, `null` when not this one. */
  expose(reviewer: string, day: Date, review: string, limit: number): Promise<number | null>
}

/** Addresses of others that are told of the ends of runs. */
export interface Webhooks {
  create(webhook: Webhook): Promise<void>
  get(id: string): Promise<Webhook | null>
  /** Of a workspace, oldest first. */
  list(workspaceId: string): Promise<Webhook[]>
  setEvents(id: string, events: readonly WebhookEvent[]): Promise<boolean>
  setSecrets(id: string, secrets: readonly WebhookSecret[]): Promise<boolean>
  /** Sends to it again. */
  enable(id: string): Promise<boolean>
  /** Whether it was sent to before: of any number that disable it one does. */
  disable(id: string, reason: WebhookReason, at: Date): Promise<boolean>
  /** Nothing arrives since then, unless that is known. */
  failing(id: string, since: Date): Promise<void>
  arrived(id: string): Promise<void>
  delete(id: string): Promise<boolean>
}

/** Messages on their way: the outbox from which webhooks are served. */
export interface WebhookDeliveries {
  /** Those that are there already stay. */
  add(deliveries: readonly WebhookDelivery[]): Promise<void>
  get(id: string): Promise<WebhookDelivery | null>
  /** Newest first, at most `limit`. */
  ofWebhook(webhookId: string, limit: number): Promise<WebhookDelivery[]>
  /** Takes what is due until `until`, each for one caller; it comes due again then. */
  claim(now: Date, until: Date, limit: number): Promise<WebhookDelivery[]>
  attempted(id: string, attempt: DeliveryAttempt, next: { status: DeliveryStatus; dueAt: Date | null }): Promise<void>
  /** Sends it again from now on; `false` while it waits to be sent. */
  replay(id: string, now: Date): Promise<boolean>
  deleteOf(webhookId: string): Promise<void>
}

export interface ApiDeps {
  version: string
  settings: ApiSettings
  clock: Clock
  logger: Logger
  registry: Registry
  users: Users
  sessions: Sessions
  secondFactors: SecondFactorStore
  apiTokens: ApiTokens
  workspaces: Workspaces
  teams: Teams
  shares: Shares
  emergencies: Emergencies
  invitations: Invitations
  accessCache: AccessCache
  accessChanges: AccessChanges
  throttle: Throttle
  passwords: Passwords
  datasets: Datasets
  mends: Mends
  siteLists: SiteLists
  releases: Releases
  leakReviews: LeakReviews
  reviews: Reviews
  executions: Executions
  shards: Shards
  results: Results
  keys: Keys
  keyRotations: KeyRotations
  backups: Backups
  audit: Audit
  artifacts: ArtifactStore
  keyRing: {
    readonly tokenSecret: string
    readonly previousTokenSecret?: string | undefined
    /** What the key that signs exports is derived from, too. */
    readonly pseudonymKey: Uint8Array
    newDataKey(datasetId: string): Promise<{ dataKey: DataKey; wrapped: WrappedDataKey }>
    unwrap(wrapped: WrappedDataKey): Promise<DataKey>
    /** Under the current version; as it is where it is that already. */
    rewrap(wrapped: WrappedDataKey): Promise<WrappedDataKey>
    currentKekId(): Promise<string>
    /** Current first. */
    versions(): Promise<KekVersion[]>
    /** Makes a version, and names it. @throws ConflictError where they are given from outside; so below */
    rotate(): Promise<string>
    /** Destroys a version. @throws NotFoundError when there is no such one */
    retire(kekId: string): Promise<void>
  }
  flows: FlowQueue
  /** What the board of the queues looks into. */
  queues: QueueBoardDeps['queues']
  /** How they stand; throws while Redis is away. */
  queueFigures: { look(): Promise<QueueFigures[]> }
  workers: Workers
  /** What the artifact store holds; `null` where it cannot say. */
  storage: () => Promise<SystemView['storage']>
  maintenance: Maintenances
  webhooks: Webhooks
  webhookDeliveries: WebhookDeliveries
  progress: ProgressBoard
  events: EventBus & Subscriptions
  /** Those that sign sockets in. */
  tickets: Tickets
  signInLinks: Tickets<SignInGrant>
  downloads: Tickets<DownloadGrant>
  /** Those that were begun and may break off. */
  begunDownloads: Kept<DownloadGrant>
  deviceCodes: DeviceCodes
  passes: Passes
  uploads: Uploads
  resumables: Resumables
  leases: Leases
  /** An ioredis client for rate limits; in memory without it. */
  limits?: unknown
  /** What admission looks at outside of the process. */
  pressure?: () => Promise<Pressure>
  /** Each throws, or does not return in time, when its server is not there. Its value names the server. */
  checks: { readonly [name: string]: () => Promise<string | void> }
}

export interface ApiSettings {
  acceptLocalTokens: boolean
  /** What signed access tokens before the key ring's secret did; its tokens are good until they have run out. */
  previousTokenSecret?: string | undefined
  /** Where slow clients are held to something else than usual. */
  patience?: Partial<Patience>
  /** From where on requests are refused, where it is something else than usual. */
  admission?: Partial<AdmissionLimits>
  /** Of one user on one route. */
  requestsPerMinute: number
  /** The same where guessing would pay: sign-in, refresh, one-time links. */
  authRequestsPerMinute: number
  /** Distressing conversations that one reviewer may open in a day. */
  distressingPerDay: number
  /** How long a session of each kind lasts without activity, and in all. */
  sessions: { readonly [client in ClientKind]: { idleMs: number; maxMs: number } }
  /** Origins of pages elsewhere that may call; none by default. */
  corsOrigins: readonly string[]
  /** Where the web page is, for links to it; the API's own origin when absent. */
  webUrl?: string | undefined
  /** A folder with the web page as it was built, which is then served at `/`. */
  webDir?: string | undefined
  maxUploadBytes: number
  /** After so many days a rotation of the key that wraps data keys is called due. */
  rotateKeysAfterDays: number
  /** How long a deleted data set can be restored. */
  datasetGraceMs: number
  /** How long the text that the first stages make stays after a run has ended; as long as its data set when absent. */
  intermediatesMs?: number | undefined
  /** How long a copy of an exported file may be kept, where the retention of its data set says no less. */
  copiesMs: number
  /** Where backups keep wrapped data keys, so that those that are destroyed here are destroyed there. */
  backupKeys?: string | undefined
  /** What each user may have who has no limits of their own; none where there is none. */
  quotas: Quotas
  uploads: {
    /** After so long without a new part a resumable upload is removed. */
    ttlMs: number
    /** Resumable uploads of one user that may be open at once. */
    maxOpen: number
    /** How long a request waits for another one that works on the same upload; 20 s by default. */
    patienceMs?: number
  }
  /** Addresses of proxies whose `x-forwarded-for` is believed (CIDR); none by default. */
  trustedProxies?: string | undefined
  /** Whether administrators may pause queues and retry jobs on the board; otherwise they look at it. */
  queuesWritable: boolean
  webhooks?: {
    /** Whether the own machine may be sent to, in the clear as well; only for development and tests. */
    loopback?: boolean
    /** How long an attempt may take; 10 s by default. */
    timeoutMs?: number
  }
  /** Where sockets are held to something else than usual. */
  gateway?: Partial<GatewaySettings>
}
