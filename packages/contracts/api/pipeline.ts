import { z } from 'zod'
import { Conversation } from '../conversation.ts'
import { EventView } from '../events.ts'
import { ChangedConversation, RunDiff, SettingDifference } from '../diff.ts'
import { Passport, PassportFile } from '../passport.ts'
import { Estimate, Preview } from '../preview.ts'
import { Tracker } from '../progress.ts'
import { Recipe, RecipeName } from '../recipe.ts'
import { Records } from '../records.ts'
import { EXECUTION_MODES, EXPORT_FORMATS, STAGES } from '../stages.ts'
import { EXECUTION_STATUSES, LOSS_KINDS, STAGE_STATUSES } from '../statuses.ts'
import { Purpose } from './datasets.ts'
import { Id, IdParams, InWorkspace, Ok, Page, PageQuery, Time, limitQuery } from './envelope.ts'
import { LeakReviewView } from './leak-review.ts'
import type { RouteContract } from './route.ts'
import { BiasView, ValidationView } from './validation.ts'

const JsonObject = z.record(z.string(), z.json())
const unique = (items: readonly unknown[]) => new Set(items).size === items.length

export const ExecuteBody = z.strictObject({
  dataset_ids: z.array(z.uuid()).min(1).max(100).refine(unique, 'must not repeat an item'),
  execution_mode: z.enum(EXECUTION_MODES).default('standard'),
  quality_threshold: z.number().min(0).max(1).default(0.7),
  enable_bias_detection: z.boolean().default(true),
  export_formats: z.array(z.enum(EXPORT_FORMATS)).min(1).refine(unique, 'must not repeat an item').default(['jsonl']),
  /** Options a stage; each stage's own contract says which. */
  options: z.partialRecord(z.enum(STAGES), JsonObject).optional(),
  /** A preset by its name, or a recipe: what it says goes before the other settings here. */
  recipe: z.union([RecipeName, Recipe]).optional(),
  /** An execution that ended partial, failed or cancelled: it goes on from its checkpoints, with the settings it has. */
  resume_from_checkpoint: z.uuid().optional(),
})
export type ExecuteBody = z.input<typeof ExecuteBody>
export type ExecuteSettings = z.output<typeof ExecuteBody>

/** The same key with the same body always answers with the same execution. */
export const ExecuteHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional(),
})

/** An export of what a run has made, by other rules: its files, or the plan of them. */
export const ExportAgainBody = z.strictObject({
  /** Those of the run where absent. */
  export_formats: z.array(z.enum(EXPORT_FORMATS)).min(1).refine(unique, 'must not repeat an item').optional(),
  /** Options of the export stage, in the place of the run's own: `filter`, `splits`, `caps` … */
  options: JsonObject.default({}),
  /** Says what would be written, and writes nothing else. */
  plan: z.boolean().default(true),
})
export type ExportAgainBody = z.input<typeof ExportAgainBody>

const ErrorView = z.object({ code: z.string(), message: z.string() })

/** Why a run failed, or what is missing from one that ended `partial`. */
const ExecutionErrorView = ErrorView.extend({
  /** Of its conversations, how many reached the last stage. */
  processed_percentage: z.number().optional(),
  missing: z
    .array(
      z.object({
        dataset_id: z.string(),
        stage: z.enum(STAGES),
        conversations: z.number(),
        /** Parked ones; absent where the whole chain ended there. */
        shards: z.int().optional(),
      }),
    )
    .optional(),
})

export const StageView = z.object({
  stage_name: z.enum(STAGES),
  status: z.enum(STAGE_STATUSES),
  started_at: Time.nullable(),
  completed_at: Time.nullable(),
  records: Records,
  metrics: JsonObject,
  error: ErrorView.optional(),
})
export type StageView = z.infer<typeof StageView>

export const ExecutionView = z.object({
  id: z.string(),
  user_id: z.string(),
  dataset_ids: z.array(z.string()),
  status: z.enum(EXECUTION_STATUSES),
  execution_mode: z.enum(EXECUTION_MODES),
  quality_threshold: z.number(),
  enable_bias_detection: z.boolean(),
  export_formats: z.array(z.enum(EXPORT_FORMATS)),
  created_at: Time,
  started_at: Time.nullable(),
  completed_at: Time.nullable(),
  /** One entry a stage, over all data sets. */
  stages: z.array(StageView),
  /** Each data set's own chain, over the version that the run began with. */
  datasets: z.array(z.object({ dataset_id: z.string(), version: z.int(), stages: z.array(StageView) })),
  /** Since when the raw and canonical text that it made is gone, by retention: sources cannot be looked at, and it cannot be retried. */
  text_gone_at: Time.optional(),
  metrics: JsonObject,
  error: ExecutionErrorView.optional(),
})
export type ExecutionView = z.infer<typeof ExecutionView>

export const EventsQuery = z.strictObject({
  /** A cursor `epoch:seq`: only what came later. */
  after: z
    .string()
    .regex(/^\d{1,9}:\d{1,12}$/)
    .optional(),
  limit: limitQuery(1, 500).optional(),
})

const Losses = z.array(z.object({ kind: z.enum(LOSS_KINDS), reason: z.string(), count: z.int() }))

/** What became of the records: each stage's counts add up, and each loss has a reason. */
export const ConservationView = z.object({
  conserved: z.boolean(),
  stages: z.array(
    z.object({
      dataset_id: z.string(),
      stage: z.enum(STAGES),
      records: Records,
      conserved: z.boolean(),
      losses: Losses,
    }),
  ),
})

export const ReportView = z.object({
  execution: ExecutionView,
  conservation: ConservationView,
  /** Over all data sets, weighted by their conversations; null until the stage is done. */
  validation: ValidationView.nullable(),
  bias: BiasView.nullable(),
  /** What the stage says of each data set, by its id. */
  quality: z.record(z.string(), JsonObject),
  therapy: z.record(z.string(), JsonObject),
  privacy: z.record(z.string(), JsonObject),
  recommendations: z.array(z.string()),
  /** What people found in a sample of what came out, where somebody drew one. */
  leak_review: LeakReviewView.optional(),
  /** Of a run that plans its export: what would be written of each data set, and how many each rule leaves out. */
  plans: z.record(z.string(), JsonObject).optional(),
  /** Of a dry run that has got so far: what would come out. */
  estimate: Estimate.optional(),
})
export type ReportView = z.infer<typeof ReportView>

export const ExportFileView = z.object({
  name: z.string(),
  format: z.string(),
  size_bytes: z.int(),
  sha256: z.string(),
  records: z.int(),
  split: z.string().optional(),
})
export type ExportFileView = z.infer<typeof ExportFileView>
export const ExportsView = z.object({ files: z.array(ExportFileView) })

/** What a file is taken for. A data set that is kept for a purpose is given for that one and for no other. */
export const TakingQuery = z.strictObject({ purpose: Purpose.optional() })

/** Under what terms a copy is given. A file's answer has them as headers, see {@link TAKING_HEADERS}. */
export const TakingView = z.object({
  /** Of this one copy: by it the audit log tells who took it. */
  watermark: z.uuid(),
  purpose: z.string(),
  /** Until then the copy may be kept. */
  expires_at: Time,
})
export type TakingView = z.infer<typeof TakingView>

/** `purpose` is encoded as in a URL. */
export const TAKING_HEADERS = {
  watermark: 'x-techdeck-watermark',
  purpose: 'x-techdeck-purpose',
  expires_at: 'x-techdeck-expires-at',
} as const

/** Where a browser fetches a file by itself, once, and as long as it can be begun. */
export const DownloadView = TakingView.extend({
  /** Path and query on the API's own origin. */
  url: z.string(),
  /** Seconds. */
  expires_in: z.int(),
})
export type DownloadView = z.infer<typeof DownloadView>
export const DownloadQuery = z.strictObject({ ticket: z.string().min(20).max(256) })

export const PreviewView = z.object({
  execution_id: z.string(),
  /** The first conversations after all stages, data set by data set. */
  conversations: z.array(Conversation),
  /** What each of the first data sets gave, and what was left out. */
  datasets: z.array(Preview.omit({ conversations: true }).extend({ dataset_id: z.string(), shown: z.int() })),
})
export type PreviewView = z.infer<typeof PreviewView>

export const FormatPreviewView = z.object({
  format: z.enum(EXPORT_FORMATS),
  /** The beginning of a file with the first conversations; `null` of a format that is no text. */
  text: z.string().nullable(),
  conversations: z.int(),
  /** Of the whole file of these. */
  size_bytes: z.int(),
})
export type FormatPreviewView = z.infer<typeof FormatPreviewView>

/** A conversation's id or the beginning of it, or a place of a file: `FILE:LINE` or `FILE:row:ROW`. */
export const PlaceParams = IdParams.extend({ conversation: z.string().min(3).max(400) })

export const WhyView = z.object({
  execution_id: z.string(),
  /** Mostly one: several where ids begin alike, or where a line holds more than one row. */
  passports: z.array(Passport.extend({ dataset_id: z.string(), file: PassportFile })),
})
export type WhyView = z.infer<typeof WhyView>

export const DiffParams = IdParams.extend({ other: Id })

export const DiffView = z.object({
  a: z.string(),
  b: z.string(),
  /** For each data set of both: what is not the same in the two runs of it. */
  differences: z.array(SettingDifference.extend({ dataset_id: z.string() })),
  /** Of this page; the sums of all pages are the diff. */
  diff: RunDiff,
  conversations: z.array(ChangedConversation.extend({ dataset_id: z.string() })),
})
export type DiffView = z.infer<typeof DiffView>

const read = { permission: 'pipeline:read', reachesOthers: 'pipeline:read:any' } as const
const control = { permission: 'pipeline:control', reachesOthers: 'pipeline:control:any' } as const

export const pipelineRoutes = {
  executePipeline: {
    method: 'POST',
    path: '/pipeline/execute',
    needs: 'queue',
    permission: 'pipeline:execute',
    begins: true,
    summary: 'Start a pipeline',
    headers: ExecuteHeaders,
    body: ExecuteBody,
    status: 202,
    answer: Ok(ExecutionView),
    audit: 'pipeline.execute',
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  listPipelines: {
    method: 'GET',
    path: '/pipeline',
    ...read,
    summary: 'List executions, newest first',
    query: InWorkspace,
    status: 200,
    answer: Page(ExecutionView),
    audit: 'pipeline.list',
  },
  getPipeline: {
    method: 'GET',
    path: '/pipeline/:id',
    ...read,
    summary: 'Show an execution',
    params: IdParams,
    status: 200,
    answer: Ok(ExecutionView),
    audit: 'pipeline.read',
  },
  getProgress: {
    method: 'GET',
    path: '/pipeline/:id/progress',
    ...read,
    summary: 'Show how far an execution is',
    params: IdParams,
    status: 200,
    answer: Ok(Tracker),
  },
  listEvents: {
    method: 'GET',
    path: '/pipeline/:id/events',
    ...read,
    summary: 'State changes after a cursor; a live stream with `accept: text/event-stream`',
    params: IdParams,
    query: EventsQuery,
    status: 200,
    answer: Page(EventView),
  },
  cancelPipeline: {
    method: 'POST',
    path: '/pipeline/:id/cancel',
    vital: true,
    ...control,
    summary: 'Stop an execution; what is done stays done',
    params: IdParams,
    status: 202,
    answer: Ok(ExecutionView),
    audit: 'pipeline.cancel',
    errors: ['CONFLICT'],
  },
  retryPipeline: {
    method: 'POST',
    path: '/pipeline/:id/retry',
    needs: 'queue',
    ...control,
    begins: true,
    summary: 'Continue a partial, failed or cancelled execution from its checkpoints',
    params: IdParams,
    status: 202,
    answer: Ok(ExecutionView),
    audit: 'pipeline.retry',
    errors: ['CONFLICT'],
  },
  getReport: {
    method: 'GET',
    path: '/pipeline/:id/report',
    ...read,
    summary: 'What an execution found, and what became of every record',
    params: IdParams,
    status: 200,
    answer: Ok(ReportView),
    audit: 'report.read',
  },
  getPreview: {
    method: 'GET',
    path: '/pipeline/:id/preview',
    ...read,
    summary: 'The first conversations after all stages, with findings',
    params: IdParams,
    opens: true,
    status: 200,
    answer: Ok(PreviewView),
    audit: 'preview.read',
    errors: ['QUEUED_FOR_PROCESSING'],
  },
  getFormatPreview: {
    method: 'GET',
    path: '/pipeline/:id/preview/:format',
    ...read,
    summary: 'The first conversations of an execution as a format has them',
    params: IdParams.extend({ format: z.enum(EXPORT_FORMATS) }),
    opens: true,
    status: 200,
    answer: Ok(FormatPreviewView),
    audit: 'preview.read',
    errors: ['QUEUED_FOR_PROCESSING'],
  },
  getWhy: {
    method: 'GET',
    path: '/pipeline/:id/why/:conversation',
    ...read,
    summary: 'What happened to one conversation or row, stage by stage, and why; without its text',
    params: PlaceParams,
    opens: true,
    status: 200,
    answer: Ok(WhyView),
    audit: 'passport.read',
  },
  diffPipelines: {
    method: 'GET',
    path: '/pipeline/:id/diff/:other',
    ...read,
    summary: 'What two executions make of the same data sets: what entered, left, changed, and by which setting',
    params: DiffParams,
    query: PageQuery,
    opens: true,
    status: 200,
    answer: z.object({
      success: z.literal(true),
      data: DiffView,
      meta: z.object({ next_cursor: z.string().nullable() }),
    }),
    audit: 'diff.read',
    errors: ['CONFLICT'],
  },
  exportAgain: {
    method: 'POST',
    path: '/pipeline/:id/export',
    permission: 'pipeline:execute',
    reachesOthers: 'pipeline:read:any',
    summary: 'Export what an execution has made by other rules, or plan it: a new execution with its settings',
    params: IdParams,
    body: ExportAgainBody,
    status: 202,
    answer: Ok(ExecutionView),
    audit: 'pipeline.execute',
    errors: ['CONFLICT'],
  },
  listExports: {
    method: 'GET',
    path: '/pipeline/:id/exports',
    ...read,
    summary: 'List the files of an execution',
    params: IdParams,
    opens: true,
    status: 200,
    answer: Ok(ExportsView),
    audit: 'export.list',
  },
  downloadExport: {
    method: 'GET',
    path: '/pipeline/:id/exports/:name',
    ...read,
    summary: 'Download a file of an execution; ranges are honoured',
    params: IdParams.extend({ name: z.string().min(1).max(256) }),
    query: TakingQuery,
    opens: true,
    status: 200,
    audit: 'export.download',
    errors: ['CONFLICT', 'QUEUED_FOR_PROCESSING', 'PARTIAL_PROCESSING'],
  },
  issueDownload: {
    method: 'POST',
    path: '/pipeline/:id/exports/:name/ticket',
    ...read,
    summary: 'A one-time address of a file, so that a browser can save it without holding it in memory',
    params: IdParams.extend({ name: z.string().min(1).max(256) }),
    query: TakingQuery,
    opens: true,
    status: 200,
    answer: Ok(DownloadView),
    audit: 'export.ticket',
    errors: ['CONFLICT', 'QUEUED_FOR_PROCESSING', 'PARTIAL_PROCESSING'],
  },
  downloadByTicket: {
    method: 'GET',
    path: '/downloads',
    permission: 'open',
    summary: 'The file of a one-time address',
    query: DownloadQuery,
    opens: true,
    status: 200,
    audit: 'export.download',
    errors: [
      'AUTHENTICATION_ERROR',
      'NOT_FOUND',
      'CONFLICT',
      'QUEUED_FOR_PROCESSING',
      'PARTIAL_PROCESSING',
      'RESOURCE_UNAVAILABLE',
    ],
  },
} as const satisfies Record<string, RouteContract>
