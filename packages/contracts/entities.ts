import type {
  DatasetStatus,
  ExecutionStatus,
  BACKUP_KINDS,
  KEY_ROTATION_STATUSES,
  LegalBasis,
  LossKind,
  StageStatus,
} from './statuses.ts'
import type { EventName } from './event-names.ts'
import type { ExecutionMode, ExportFormat, StageName } from './stages.ts'
import type { Records } from './records.ts'
import type { Permission, ShareRole, TeamRole, UserRole, WorkspaceRole } from './permissions.ts'

// The records as code sees them (camelCase). MongoDB keeps them; `packages/store` is the only mapper.

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export interface User {
  id: string
  workspaceId: string
  email: string
  /** Argon2id in PHC form; null until a password is set. */
  passwordHash: string | null
  role: UserRole
  isActive: boolean
  createdAt: Date
  lastLogin: Date | null
  /** When a reset of the password was asked for that nobody has acted on. */
  resetRequestedAt: Date | null
  /** Limits of their own, in place of those of everybody. */
  quotas?: Quotas
}

/** What one user may have: bytes stored, runs and rows in 24 hours, runs at work at once. The names are those of the wire. */
export const QUOTA_NAMES = ['bytes', 'runs_a_day', 'runs_at_once', 'rows_a_day'] as const
export type QuotaName = (typeof QUOTA_NAMES)[number]
/** `null`: no limit. */
export type Quotas = { [name in QuotaName]?: number | null }

/** What a sign-in is good for: a browser has somebody in front of it or not, a terminal may be left to watch. */
export const CLIENT_KINDS = ['web', 'cli'] as const
export type ClientKind = (typeof CLIENT_KINDS)[number]

/** A sign-in. It ends when it is ended, at `expiresAt`, or when nothing was done with it for `idleMs`. */
export interface Session {
  id: string
  userId: string
  workspaceId: string
  client: ClientKind
  ipAddress: string | null
  /** As the client named itself, at most 200 characters. */
  userAgent: string | null
  createdAt: Date
  lastActiveAt: Date
  idleMs: number
  expiresAt: Date
}

/** Whether a session that was not ended is still good. */
export const isLiveSession = (
  { lastActiveAt, idleMs, expiresAt }: Pick<Session, 'lastActiveAt' | 'idleMs' | 'expiresAt'>,
  now: Date,
): boolean => now < expiresAt && now.getTime() < lastActiveAt.getTime() + idleMs

export const SECOND_FACTOR_STATUSES = ['pending', 'active'] as const

/** An authenticator of a user, whose id it has. */
export interface SecondFactor {
  id: string
  /** `pending` until a code has confirmed it. */
  status: (typeof SECOND_FACTOR_STATUSES)[number]
  /** Sealed by the key ring. */
  secret: string
  /** The newest step of time whose code was used; neither it nor an earlier one is taken again. */
  lastStep: number
  /** Hashes of the recovery codes that are left. */
  recovery: string[]
  createdAt: Date
}

/** `agent` marks what a program does by itself on its owner's behalf. */
export const API_TOKEN_KINDS = ['personal', 'agent'] as const
export type ApiTokenKind = (typeof API_TOKEN_KINDS)[number]

/** A token for scripts and agents, known by its hash alone. */
export interface ApiToken {
  id: string
  userId: string
  workspaceId: string
  name: string
  kind: ApiTokenKind
  /** It does what both these and its owner's role allow. */
  scopes: Permission[]
  createdAt: Date
  expiresAt: Date
  /** To the minute. */
  lastUsedAt: Date | null
  revokedAt: Date | null
}

export const isLiveApiToken = (
  { expiresAt, revokedAt }: Pick<ApiToken, 'expiresAt' | 'revokedAt'>,
  now: Date,
): boolean => revokedAt === null && now < expiresAt

export interface TeamMember {
  userId: string
  role: TeamRole
}

/** People with whom data sets are shared together. */
export interface Team {
  id: string
  workspaceId: string
  name: string
  members: TeamMember[]
  createdBy: string
  createdAt: Date
}

export interface WorkspaceMember {
  userId: string
  role: WorkspaceRole
}

/**
 * The first workspace: everybody is in it, and what lies there is its owner's alone. Users, teams, webhooks and the audit
 * log are of it, wherever a data set lies.
 */
export const DEFAULT_WORKSPACE = 'default'

/**
 * Where data sets lie that belong to several people. Everybody's own lie in the first workspace, which has no members:
 * there each data set is its owner's alone.
 */
export interface Workspace {
  id: string
  name: string
  members: WorkspaceMember[]
  createdBy: string
  createdAt: Date
}

/** A data set that a team or a person may reach, with its runs. */
export interface Share {
  /** `dataset.team` or `dataset.user`. */
  id: string
  workspaceId: string
  datasetId: string
  /** One of both. */
  teamId?: string
  userId?: string
  role: ShareRole
  sharedBy: string
  sharedAt: Date
}

export const EMERGENCY_STATUSES = ['requested', 'approved', 'refused', 'ended'] as const
export type EmergencyStatus = (typeof EMERGENCY_STATUSES)[number]
export const LONGEST_EMERGENCY_MINUTES = 60

export const LONGEST_TOKEN_DAYS = 365

/** Broken glass: somebody reads a data set that is not theirs for a short time, since a second person agreed. */
export interface Emergency {
  id: string
  workspaceId: string
  /** Who asks. */
  userId: string
  datasetId: string
  reason: string
  minutes: number
  status: EmergencyStatus
  requestedAt: Date
  decidedBy: string | null
  /** Set when it is agreed to; from then on it is over, whatever its status. */
  expiresAt: Date | null
}

/** What a one-time link is for: a new user's first password, a forgotten one, or the first administrator. */
export const INVITATION_PURPOSES = ['invite', 'reset', 'setup'] as const
export type InvitationPurpose = (typeof INVITATION_PURPOSES)[number]

/** A one-time link to set a password. Its token is known by its hash alone. */
export interface Invitation {
  id: string
  workspaceId: string
  /** Null for `setup`: who uses it becomes the first administrator. */
  userId: string | null
  purpose: InvitationPurpose
  createdBy: string | null
  createdAt: Date
  expiresAt: Date
}

/**
 * One file of a data set: uploaded, or a member of one that was, such as a file in an archive or a sheet of a workbook.
 * An ordinal is the place in the list, and stays what it is in later versions: what is added comes behind. What inspection learnt of its inside is in the encrypted artifact `inspection`. */
export interface DatasetFile {
  ordinal: number
  name: string
  sizeBytes: number
  sha256: string
  /** Artifact of the bytes as they were uploaded. */
  artifact: string
  /** Artifact with the column mapping that the uploader gave (JSON of a `Mapping`); inspection goes by it before its own guess. */
  mapping?: string
  /** The format that the owner chose where several were likely; inspection goes by it wherever the file can be read so. */
  readAs?: string
  /** Artifact of what was unpacked or converted, where the upload is no text itself; readers seek in this one. */
  plain?: string
  /** The format that `plain` was converted from. */
  from?: string
  /** Of a member: ordinal of the uploaded file that holds it. */
  container?: number
  /** Of a file that holds others: how many. It has no rows itself. */
  members?: number
  /** Folders and system files in it that nobody misses. */
  passedOver?: number
  /** Artifact with the `Reading` (JSON). */
  inspection?: string
  /** Artifact with the split marks (see `packages/formats`). */
  marks?: string
  /** How many shards the marks cut the file into. */
  shards?: number
  format?: string
  encoding?: string
  confidence?: number
  rows?: number
  badRows?: number
  conversations?: number
  turns?: number
  /** Rows of one conversation lie apart, so ingestion has to bring them together. */
  scattered?: boolean
}

export interface DatasetProblem {
  code: string
  /** Says what, where and what to do; quotes nothing of the file. */
  message: string
  file?: number
  line?: number
  byteOffset?: number
  count?: number
}

/** Artifact of a data set's mended rows, the hash of its plain text, and how many there are. */
export interface MendedRows {
  artifact: string
  sha256: string
  rows: number
}

export const MEND_STATUSES = ['fixed', 'released'] as const
export type MendStatus = (typeof MEND_STATUSES)[number]

/** A row that could not be read, and that somebody mended: `fixed` until it is released into a version of the data set. */
export interface Mend {
  /** `dataset.row`. */
  id: string
  datasetId: string
  workspaceId: string
  /** Its id in the quarantine: `file.byteOffset`. */
  row: string
  position: { file: number; byteOffset: number; line: number; row: number }
  fileSha256: string
  /** Why it could not be read. */
  reason: string
  /** Encrypted, with the row as it is now. */
  artifact: string
  status: MendStatus
  fixedBy: string
  fixedAt: Date
  releasedBy: string | null
  releasedAt: Date | null
  /** The data set's version that has it. */
  version: number | null
}

/** Conversations of one data set that can be released at most. */
export const MOST_RELEASED = 1000

/** A conversation that was withheld and that somebody let through, from the next run of its data set on. */
export interface Release {
  /** `dataset.conversation`. */
  id: string
  workspaceId: string
  datasetId: string
  conversation: string
  /** The run that withheld it, and why. */
  executionId: string
  withheldFor: string
  reason: string
  releasedBy: string
  releasedAt: Date
}

/** One version of a list of a site's own words; it is never changed, the next one has a number of its own. */
export interface SiteListRecord {
  /** `workspace.name.version`. */
  id: string
  workspaceId: string
  name: string
  version: number
  sha256: string
  counts: { hide: number; keep: number; canaries: number }
  /** Encrypted, under a key of its own. */
  artifact: string
  dataKeyId: string
  createdBy: string
  createdAt: Date
}

/** What a data set is used for, by what that is allowed, and until when it stays. */
export interface Handling {
  purpose?: string
  legalBasis?: LegalBasis
  /** After that it is deleted; without it, it stays until somebody deletes it. */
  retainUntil?: Date
}

export interface Dataset extends Terms, Handling {
  id: string
  workspaceId: string
  userId: string
  name: string
  version: number
  status: DatasetStatus
  format: string | null
  encoding: string | null
  conversationCount: number | null
  turnCount: number | null
  sizeBytes: number
  /** SHA-256 of the only file, or over the ordered file hashes. */
  sha256: string | null
  files: DatasetFile[]
  problems: DatasetProblem[]
  /** Rows that people mended: they are read in place of those that could not be. The files stay as they are. */
  mended?: MendedRows
  /** When files were last unpacked or converted, as long as what that made may be there. */
  unpackedAt?: Date
  /** Since when what was unpacked is gone; it is inspected anew before it is read. */
  unpackedGoneAt?: Date
  dataKeyId: string
  createdAt: Date
  updatedAt: Date
  /** Only of a deleted one. */
  deletion?: DatasetDeletion
}

/** A data set that is gone for everybody, and may be restored until it is purged. */
export interface DatasetDeletion {
  at: Date
  /** What it was before, and is again when it is restored. */
  from: DatasetStatus
  /** When all that was made of it goes; `null` once it went. */
  purgeAt: Date | null
  /** Its key is destroyed, or is about to be: nobody can restore it any more. */
  isPurging: boolean
  /** Where somebody had its key destroyed, and wants that to be shown. */
  shredded?: Shredding
}

/** That a data set's key was destroyed: by whom, when, and of how much. No part of it says what the data were. */
export interface Shredding {
  at: Date
  by: string
  reason: string
  dataKeyId: string
  /** Of the data key, by which a copy of it would be known; `null` where it did not unwrap any more. */
  keyFingerprint: string | null
  kekId: string | null
  /** What nobody can read any more. */
  artifacts: number
  /** Where it was destroyed for the sake of one client: what became of the others'. */
  others?: KeptOthers
}

/** The conversations of a data set but one client's, which lie in another data set. */
export interface KeptOthers {
  /** Absent where there were no others. */
  datasetId?: string
  conversations: number
  /** Conversations of the client, which are nowhere any more. */
  erased: number
  /** An HMAC of what names the client, by the installation's key: it tells nothing, and can be compared. */
  mark: string
}

/** What a data set held in one of its versions: runs that began with it go on with it. */
export type DatasetVersion = { datasetId: string } & Pick<
  Dataset,
  | 'version'
  | 'format'
  | 'encoding'
  | 'conversationCount'
  | 'turnCount'
  | 'sizeBytes'
  | 'sha256'
  | 'files'
  | 'mended'
  | 'problems'
  | 'updatedAt'
>

/** Some bytes of a resumable upload, in the order in which they came. */
export interface UploadPart {
  /** Artifact below the upload's own folder. */
  name: string
  sizeBytes: number
}

/** A part of a parallel upload, the joining of such parts, or a file in one piece. */
export const UPLOAD_KINDS = ['whole', 'partial', 'final'] as const
export type UploadKind = (typeof UPLOAD_KINDS)[number]

/** An upload that comes in any number of requests. Its bytes and its metadata lie sealed under a key of its own. */
export interface ResumableUpload {
  id: string
  workspaceId: string
  userId: string
  kind: UploadKind
  /** What it is to become; another one where the same file was known already. */
  datasetId: string
  sizeBytes: number
  /** Bytes that have come to stay. */
  offset: number
  parts: UploadPart[]
  /** Of a final upload: those that it joins, in order. */
  sources: string[]
  status: 'open' | 'finished'
  /** The same file was known already, and nothing of this one was kept. */
  isKnown: boolean
  dataKeyId: string
  createdAt: Date
  /** Moves on with each part. */
  expiresAt: Date
}

/** A data key as it is stored: wrapped by a key-encryption key, useless without the ring. */
export interface WrappedDataKey {
  id: string
  datasetId: string
  /** Which key-encryption key wrapped it. */
  kekId: string
  wrapped: Uint8Array
  createdAt: Date
}

/** While a workspace has it, nothing new begins there. */
export interface Maintenance {
  /** Of the workspace. */
  id: string
  /** What people are told. */
  message: string
  by: string
  since: Date
}

/** Data keys being wrapped anew by a version of the key-encryption key. */
export interface KeyRotation {
  id: string
  workspaceId: string
  /** The version that wraps from now on. */
  kekId: string
  /** `incomplete`: over, but some did not unwrap. */
  status: (typeof KEY_ROTATION_STATUSES)[number]
  /** Data keys that other versions wrapped when it began. */
  total: number
  done: number
  failed: number
  /** Where it goes on: a version, `/`, and the id of the last data key of it that was looked at. */
  cursor: string
  startedBy: string
  startedAt: Date
  finishedAt: Date | null
}

/** A backup that was taken, all of it written. */
export interface Backup {
  id: string
  /** By what a restore names it: its time. */
  point: string
  /** `full` when everything was read and written anew. */
  kind: (typeof BACKUP_KINDS)[number]
  /** What it holds. */
  records: number
  artifacts: number
  bytes: number
  dataKeys: number
  /** What had to be written for it. */
  newBytes: number
  startedAt: Date
  finishedAt: Date
}

/** Names one plan of one phase of one stage: `execution.dataset.stage.phase.planHash`. A shard's id is `plan.index`. */
export type PlanId = string
export const shardId = (plan: PlanId, index: number): string => `${plan}.${index}`

/** Where a finished stage's shards can be found; in a reused stage they are another execution's. */
export interface StageOutput {
  plan: PlanId
  shards: number
  /** Artifact that lists what later readers skip (duplicates); absent when nothing is dropped. */
  overlay?: string
  /** Artifact that says why each of those is skipped. */
  drops?: string
  /** Artifact that says in which split each conversation is, where the finish step decided of that. */
  placed?: string
  /** Artifact by which a conversation's shard is found by its id; only of the stage that makes conversations. */
  index?: string
  /** SHA-256 over the plain-text hashes of all shards in order, and of the overlay. */
  manifestHash: string
}

/** The state of one stage of one data set inside the execution document. */
export interface StageState {
  status: StageStatus
  startedAt: Date | null
  completedAt: Date | null
  records: Records | null
  /** Plans of the phases begun so far, in order. */
  plans: { phase: string; plan: PlanId; shards: number }[]
  output: StageOutput | null
  error: { code: string; message: string } | null
  metrics: JsonObject
}

/** A stage that has not begun. */
export const pendingStage = (): StageState => ({
  status: 'pending',
  startedAt: null,
  completedAt: null,
  records: null,
  plans: [],
  output: null,
  error: null,
  metrics: {},
})

/** What the owner says of a data set: under what licence it stands, and by what the people in it agreed. */
export interface Terms {
  licence?: string
  consent?: string
}

export interface ExecutionDataset extends Terms {
  datasetId: string
  version: number
  sha256: string
  /** Its share in the progress: conversations counted by inspection, fixed at the start. */
  weight: number
  /** Rows that inspection counted. */
  rows?: number
}

/** What an earlier run kept of another data set, that duplicates are looked for in. It is fixed at the start. */
export interface ComparedDataset {
  datasetId: string
  version: number
  /** Of standardization's result, which the plan leads to. */
  manifestHash: string
  plan: PlanId
  shards: number
  conversations: number
}

export interface ExecutionEvent {
  seq: number
  key: string
  event: EventName
  stage?: StageName
  datasetId?: string
  timestamp: Date
  data: JsonObject
}

/** Why an execution failed, or what is missing from one that ended `partial`. */
export interface ExecutionError {
  code: string
  message: string
  /** Of its conversations, how many reached the last stage. */
  processed_percentage?: number
  /** Where the others were set aside: with some shards of a stage, or with the whole of a chain that ended there. */
  missing?: { dataset_id: string; stage: StageName; conversations: number; shards?: number }[]
}

export interface Execution {
  id: string
  workspaceId: string
  userId: string
  datasetIds: string[]
  /** Who owned each of them when the run began; whoever began it where absent. */
  owners?: string[]
  datasets: ExecutionDataset[]
  /** Other data sets that these are compared with. */
  compared?: ComparedDataset[]
  status: ExecutionStatus
  executionMode: ExecutionMode
  qualityThreshold: number
  enableBiasDetection: boolean
  exportFormats: ExportFormat[]
  /** Options a stage, as given; each stage's contract fills in the rest. */
  options: { [stage: string]: JsonObject }
  stagesPlanned: StageName[]
  /** Flows of an older round do nothing; see docs/architecture.md. */
  round: number
  epoch: number
  /** Number of the newest event. */
  seq: number
  /** The newest events; older ones are in the event collection alone. */
  events: ExecutionEvent[]
  /** `stages[datasetId][stage]`. */
  stages: { [datasetId: string]: { [stage: string]: StageState } }
  createdAt: Date
  startedAt: Date | null
  completedAt: Date | null
  error: ExecutionError | null
  metrics: JsonObject
  /** Since when the text is gone that its first stages made, before identifiers were taken out. */
  textGoneAt?: Date
}

export const SHARD_STATUSES = ['open', 'done', 'parked'] as const
export type ShardStatus = (typeof SHARD_STATUSES)[number]

/** What a committed shard says of itself; at most 32 KiB. */
export interface ShardResult {
  artifact: string
  /** SHA-256 of the plain text of the artifact. */
  hash: string
  sizeBytes: number
  records: Records
  /** Counts of losses by kind and reason. */
  losses: { kind: LossKind; reason: string; count: number }[]
  summary: Json
  durationMs: number
}

export interface ShardRecord {
  id: string
  plan: PlanId
  executionId: string
  datasetId: string
  stage: StageName
  index: number
  status: ShardStatus
  /** Claims that were neither committed nor handed back. */
  claims: number
  token: string | null
  result: ShardResult | null
  errorCode: string | null
  /** Since when it is parked; `null` while it is not. */
  parkedAt: Date | null
}

/** What one stage of one data set did, kept for reports and for reuse. */
export interface StageExecution {
  /** `execution.dataset.stage`. */
  id: string
  pipelineId: string
  workspaceId: string
  datasetId: string
  stageName: StageName
  status: StageStatus
  startedAt: Date | null
  completedAt: Date | null
  /** Hash of version, input manifests and the options read; equal hashes have equal results. */
  reuseKey: string
  inputData: JsonObject
  outputData: {
    output: StageOutput
    records: Records
    losses: { kind: LossKind; reason: string; count: number }[]
    summary: Json
    report: JsonObject
    files: ExportFile[]
  }
  metrics: JsonObject
}

export interface ExportFile {
  name: string
  format: string
  artifact: string
  sizeBytes: number
  sha256: string
  records: number
  split?: string
}

export interface ValidationResult {
  id: string
  stageId: string
  workspaceId: string
  overallScore: number
  dsm5Accuracy: number
  therapeuticAppropriateness: number
  privacyCompliance: number
  biasDetection: JsonObject
  recommendations: string[]
}

export interface BiasDetectionResult {
  id: string
  stageId: string
  workspaceId: string
  biasScore: number
  demographicAnalysis: JsonObject
  fairnessMetrics: JsonObject
  recommendations: string[]
  detectedAt: Date
}

/** Who did what with which thing, when, from where and what for. */
export interface AuditRecord {
  id: string
  workspaceId: string
  userId: string | null
  executionId: string | null
  operation: string
  /** What for: what the person said, or what the operation is there for. */
  purpose: string
  dataType: string
  dataId: string | null
  details: JsonObject
  ipAddress: string | null
  /** Where it is not the user's own, such as one that nobody has who tried to sign in. */
  email?: string
  timestamp: Date
}

/** Least and usual sizes of a sample: of 300 without a leak, fewer than 1 % of the rest have one (95 %). */
export const USUAL_SAMPLE = 300

/** What a word of a site may be taken for; it goes under the policy of that category. */
export const SITE_CATEGORIES = ['name', 'location', 'other_unique_identifier'] as const
/** What a place may be that still tells who somebody is. */
export const LEAK_CATEGORIES = [...SITE_CATEGORIES, 'date', 'number', 'other'] as const

/** What a webhook may be told of: the ends of runs. */
export const WEBHOOK_EVENTS = [
  'execution.completed',
  'execution.partial',
  'execution.failed',
  'execution.cancelled',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** What is sent to see whether it arrives. */
export const WEBHOOK_TEST = 'webhook.test'

/** Why nothing is sent to a webhook: a person switched it off, the other side said that it is gone, or it failed for long. */
export const WEBHOOK_REASONS = ['by_hand', 'gone', 'failing'] as const
export type WebhookReason = (typeof WEBHOOK_REASONS)[number]

/** By what messages are signed, sealed by the key ring. One that was replaced signs too, until `until`. */
export interface WebhookSecret {
  sealed: string
  until: Date | null
}

/** An address of somebody else's that is told of the ends of a workspace's runs. */
export interface Webhook {
  id: string
  workspaceId: string
  /** It may hold what only its owner should know, so it is kept sealed. */
  url: string
  events: WebhookEvent[]
  /** Newest first. */
  secrets: WebhookSecret[]
  isEnabled: boolean
  disabledReason: WebhookReason | null
  disabledAt: Date | null
  /** Since when nothing has arrived; null when the last one did. */
  failingSince: Date | null
  createdBy: string
  createdAt: Date
}

/** `failed`: it is not tried again by itself. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** What came between; `answer` is a status that says no. */
export const DELIVERY_PROBLEMS = [
  'address',
  'lookup',
  'connection',
  'certificate',
  'timeout',
  'answer',
  'disabled',
] as const
export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number]

export interface DeliveryAttempt {
  at: Date
  /** The other side's, where it answered. */
  status: number | null
  durationMs: number
  problem: DeliveryProblem | null
}

/** One message on its way to one webhook. Its record is the queue: what is due is tried by whoever claims it. */
export interface WebhookDelivery {
  id: string
  webhookId: string
  workspaceId: string
  /** The `webhook-id`: the same at each attempt, and for each webhook. */
  messageId: string
  event: WebhookEvent | typeof WEBHOOK_TEST
  executionId: string | null
  /** What is sent: ids, counts and links. */
  body: string
  status: DeliveryStatus
  /** When it is tried; while it is being tried, when it is tried again should nothing come of that. Null when it is not. */
  dueAt: Date | null
  /** Since it was last sent by hand. */
  tries: number
  /** The newest, oldest first. */
  attempts: DeliveryAttempt[]
  createdAt: Date
}

/** An end of an execution that nobody was told of yet. */
export interface UntoldEnd {
  status: 'completed' | 'partial' | 'failed' | 'cancelled'
  /** The number of the event with which it ended. */
  seq: number
  at: Date
}
