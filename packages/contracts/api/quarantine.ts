import { z } from 'zod'
import { LOSS_KINDS } from '../statuses.ts'
import { STAGES } from '../stages.ts'
import { DatasetView, MappingFields, QuarantineRowView } from './datasets.ts'
import { Id, IdParams, Ok } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** A row by its id in the list of the quarantine: `file.byteOffset`. */
export const RowParams = IdParams.extend({ row: Id })

/** Rows that the newest run read, and what kept some of them out; `read = accepted + quarantined`. */
export const QuarantineCountsView = z.object({
  execution_id: z.string().nullable(),
  rows: z.object({ read: z.int(), accepted: z.int(), quarantined: z.int() }).nullable(),
  reasons: z.array(
    z.object({ stage: z.enum(STAGES), kind: z.enum(LOSS_KINDS), reason_code: z.string(), count: z.int() }),
  ),
  /** Rows that were mended and wait to be released, and those that were. */
  fixed: z.int(),
  released: z.int(),
})
export type QuarantineCountsView = z.infer<typeof QuarantineCountsView>

/** A row that could not be read, as it stands. */
export const QuarantinedRowView = QuarantineRowView.omit({
  execution_id: true,
  excerpt: true,
  excerpt_gone: true,
  stage: true,
}).extend({
  file_name: z.string(),
  format: z.string(),
  /** Which column or field means what in the file. */
  mapping: MappingFields,
  /** `null` where it is longer than a mebibyte, or has bytes that are no text in the file's encoding. */
  content: z.string().nullable(),
})
export type QuarantinedRowView = z.infer<typeof QuarantinedRowView>

const MAX_CONTENT = 1024 * 1024

/** What the row should be: its content in the form of its file, or which column means what in it, or both. */
export const FixRowBody = z
  .strictObject({
    content: z.string().min(1).max(MAX_CONTENT).optional(),
    mapping: MappingFields.optional(),
  })
  .refine(({ content, mapping }) => content !== undefined || mapping !== undefined, 'needs content, mapping or both')
export type FixRowBody = z.infer<typeof FixRowBody>

export const FixedRowView = z.object({
  id: z.string(),
  /** What it reads as now. */
  turns: z.int(),
  joins_conversation: z.boolean(),
})
export type FixedRowView = z.infer<typeof FixedRowView>

export const ReleaseBody = z.strictObject({
  /** Ids of rows; all that are fixed when absent. */
  rows: z.array(Id).min(1).max(1000).optional(),
  /** Why, for the audit log; it must identify nobody. */
  reason: z.string().trim().min(1).max(200).optional(),
})
export const ReleaseRowBody = ReleaseBody.omit({ rows: true })

export const ReleasedView = z.object({ released: z.int(), dataset: DatasetView })
export type ReleasedView = z.infer<typeof ReleasedView>

const READ = { permission: 'quarantine:read', reachesOthers: 'quarantine:read:any' } as const
const RELEASE = { permission: 'quarantine:release', reachesOthers: 'quarantine:read:any' } as const

export const quarantineRoutes = {
  countQuarantine: {
    method: 'GET',
    path: '/datasets/:id/quarantine/counts',
    ...READ,
    summary: 'How many rows the newest run kept out, by reason, and how many of them were mended',
    params: IdParams,
    opens: true,
    status: 200,
    answer: Ok(QuarantineCountsView),
    audit: 'quarantine.count',
  },
  getQuarantinedRow: {
    method: 'GET',
    path: '/datasets/:id/quarantine/:row',
    ...READ,
    summary: 'A row that could not be read, as it stands in its file',
    params: RowParams,
    opens: true,
    status: 200,
    answer: Ok(QuarantinedRowView),
    audit: 'quarantine.read',
  },
  fixRow: {
    method: 'POST',
    path: '/datasets/:id/quarantine/:row/fix',
    ...RELEASE,
    summary: 'Mend a row that could not be read, by its content or a mapping; it waits to be released',
    params: RowParams,
    body: FixRowBody,
    opens: true,
    status: 200,
    answer: Ok(FixedRowView),
    audit: 'quarantine.fix',
    errors: ['CONFLICT'],
    maxBodyBytes: 4 * MAX_CONTENT,
  },
  releaseRow: {
    method: 'POST',
    path: '/datasets/:id/quarantine/:row/release',
    ...RELEASE,
    summary: 'Release one mended row into a new version of its data set',
    params: RowParams,
    body: ReleaseRowBody,
    opens: true,
    status: 200,
    answer: Ok(ReleasedView),
    audit: 'quarantine.release',
    errors: ['CONFLICT'],
  },
  releaseRows: {
    method: 'POST',
    path: '/datasets/:id/quarantine/release',
    ...RELEASE,
    summary: 'Release mended rows into a new version of their data set',
    params: IdParams,
    body: ReleaseBody,
    opens: true,
    status: 200,
    answer: Ok(ReleasedView),
    audit: 'quarantine.release',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>
