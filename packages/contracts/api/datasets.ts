import { z } from 'zod'
import { MEND_STATUSES } from '../entities.ts'
import { DATASET_STATUSES, LEGAL_BASES, LOSS_KINDS } from '../statuses.ts'
import { STAGES } from '../stages.ts'
import { Id, IdParams, InWorkspace, Ok, Page, PageQuery, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const DatasetName = z.string().trim().min(1).max(200)

const Column = z.string().min(1).max(200)
const Columns = z.array(Column).max(100)

/** Which column or field of the source means what, where detection should not guess. */
export const MappingFields = z.strictObject({
  conversation: Column.optional(),
  speaker: Column.optional(),
  text: Column.optional(),
  order: Column.optional(),
  time: Column.optional(),
  utterance_id: Column.optional(),
  /** Which message a message answers, by its `utterance_id`. */
  parent: Column.optional(),
  language: Column.optional(),
  question: Column.optional(),
  answer: Column.optional(),
  labels: Columns.optional(),
  metadata: Columns.optional(),
  /** Speaker as written, in lower case, to role. */
  roles: z.record(z.string().min(1).max(200), z.enum(['client', 'therapist', 'system', 'other'])).optional(),
})
export type MappingFields = z.infer<typeof MappingFields>

/** How files are read that are called so, or that are these bytes; a member of an archive is a file, too. */
export const FileReading = z
  .strictObject({
    /** A pattern (`*`, `?`, `**`) for the file's name, or for its path in an archive where the pattern has a `/`. */
    name: z.string().min(1).max(300).optional(),
    /** Of what is read: of a member or a sheet, that of its own text. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    /** One of the likely formats. */
    read_as: z.string().min(1).max(50).optional(),
    mapping: MappingFields.optional(),
  })
  .refine(({ name, sha256 }) => name !== undefined || sha256 !== undefined, 'needs name, sha256 or both')
  .refine(
    ({ read_as: format, mapping }) => format !== undefined || mapping !== undefined,
    'needs read_as, mapping or both',
  )
export type FileReading = z.infer<typeof FileReading>

/** What is said with an upload: what holds for all its files, and before that what holds for some; the first that fits counts. */
export const GivenMapping = MappingFields.extend({ files: z.array(FileReading).max(1000).optional() })
export type GivenMapping = z.infer<typeof GivenMapping>

/** Under what licence the data stand (an SPDX id or the like), and by what the people in them agreed. */
export const Licence = z.string().trim().min(1).max(200)
export const Consent = z.string().trim().min(1).max(2000)

/** What the data are used for; it identifies nobody. */
export const Purpose = z.string().trim().min(1).max(500)

export const RenameDatasetBody = z
  .strictObject({
    name: DatasetName.optional(),
    licence: Licence.optional(),
    consent: Consent.optional(),
    purpose: Purpose.optional(),
    legal_basis: z.enum(LEGAL_BASES).optional(),
    /** From its upload on; then it is deleted. `null`: it stays until somebody deletes it. */
    retention_days: z.int().min(1).max(36_500).nullable().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'must change something')
export type RenameDatasetBody = z.infer<typeof RenameDatasetBody>

/** `x-dataset-id`: the caller's own UUIDv7, so that an upload can be repeated without making a second data set. */
export const UploadHeaders = z.looseObject({ 'x-dataset-id': z.uuidv7().optional() })

/**
 * `wait=inspected` answers when detection has ended, or after 20 s. `force` says whether files that are a data set
 * already make another one; who gives an own id wants one of its own unless it says otherwise.
 */
export const UploadQuery = z.strictObject({ wait: z.enum(['inspected']).optional(), force: z.stringbool().optional() })
/** `workspace_id`: where it is to lie; among one's own when absent. */
export const UploadDatasetQuery = UploadQuery.extend({ workspace_id: Id.optional() })

export const DatasetProblemView = z.object({
  code: z.string(),
  message: z.string(),
  file: z.int().optional(),
  line: z.int().optional(),
  byte_offset: z.int().optional(),
  count: z.int().optional(),
})

export const DatasetFileView = z.object({
  ordinal: z.int(),
  name: z.string(),
  size_bytes: z.int(),
  sha256: z.string(),
  format: z.string().optional(),
  encoding: z.string().optional(),
  confidence: z.number().optional(),
  rows: z.int().optional(),
  bad_rows: z.int().optional(),
  conversations: z.int().optional(),
  turns: z.int().optional(),
  /** Of a member, such as a file in an archive: ordinal of the uploaded file that holds it. */
  container: z.int().optional(),
  /** Of a file that holds others: how many. */
  members: z.int().optional(),
  /** Folders and system files in it that were passed over. */
  passed_over: z.int().optional(),
})

export const DatasetView = z.object({
  id: z.string(),
  user_id: z.string(),
  /** `default` where it is its owner’s alone. */
  workspace_id: z.string(),
  name: z.string(),
  version: z.int(),
  format: z.string().nullable(),
  encoding: z.string().nullable(),
  conversation_count: z.int().nullable(),
  turn_count: z.int().nullable(),
  size_bytes: z.int(),
  /** Of the only file, or over the ordered file hashes. */
  sha256: z.string().nullable(),
  status: z.enum(DATASET_STATUSES),
  /** As the owner said; absent where nobody did. */
  licence: z.string().optional(),
  consent: z.string().optional(),
  purpose: z.string().optional(),
  legal_basis: z.enum(LEGAL_BASES).optional(),
  /** Then it is deleted; absent where it stays until somebody deletes it. */
  retain_until: Time.optional(),
  /** Since when what was unpacked of its files is gone, by retention; the next run unpacks them again. */
  unpacked_gone_at: Time.optional(),
  problems: z.array(DatasetProblemView),
  files: z.array(DatasetFileView),
  /** Of an upload: the same files were this data set already, and nothing was stored twice. */
  known: z.boolean().optional(),
  /** Of a deleted one: until when it can be restored. */
  purge_at: Time.optional(),
  created_at: Time,
  updated_at: Time,
})
export type DatasetView = z.infer<typeof DatasetView>

/** `force` adds files that are in the data set already once more. */
export const AddFilesQuery = UploadQuery

export const DatasetVersionView = DatasetView.pick({
  version: true,
  format: true,
  encoding: true,
  conversation_count: true,
  turn_count: true,
  size_bytes: true,
  sha256: true,
}).extend({ files: z.int(), created_at: Time })
export type DatasetVersionView = z.infer<typeof DatasetVersionView>

/** An export that somebody has, whatever becomes of the data set. */
export const DownloadedView = z.object({
  execution_id: z.string().nullable(),
  user_id: z.string().nullable(),
  name: z.string().nullable(),
  sha256: z.string().nullable(),
  last_at: Time,
  count: z.int(),
})
export type DownloadedView = z.infer<typeof DownloadedView>

export const DeletedView = z.object({
  id: z.string(),
  /** Until then it can be restored; `null` once that is over. */
  purge_at: Time.nullable(),
  /** Its key is destroyed: nobody can read or restore any of it. */
  purged: z.boolean(),
  /** What was downloaded of its exports, newest first. */
  downloads: z.array(DownloadedView),
})
export type DeletedView = z.infer<typeof DeletedView>

export const ShredBody = z
  .strictObject({
    /** Why, for the certificate and the audit log; it must identify nobody. */
    reason: z.string().trim().min(3).max(200),
    /**
     * Only what one client said is to be gone: who is named so in the field that names clients, or whose conversation this
     * is (its id, or the beginning of it). The others' conversations become another data set first.
     */
    client: z.string().trim().min(1).max(200).optional(),
    conversation: z
      .string()
      .regex(/^[0-9a-f]{8,64}$/)
      .optional(),
  })
  .refine(({ client, conversation }) => client === undefined || conversation === undefined, 'client or conversation')

/** That nobody can read a data set any more. */
export const ShredCertificate = z.object({
  type: z.literal('techdeck-shred-1'),
  dataset_id: z.string(),
  data_key_id: z.string(),
  /** HMAC-SHA-256 by the destroyed key, by which a copy of it would be known; `null` where it did not unwrap any more. */
  key_fingerprint: z.string().nullable(),
  /** The version that had wrapped it. */
  kek_id: z.string().nullable(),
  /** Uploads, results and exports that it had sealed. */
  artifacts: z.int(),
  shredded_at: Time,
  shredded_by: z.string(),
  reason: z.string(),
  /** Where it was done for the sake of one client. */
  others: z
    .object({
      /** The data set that the others' conversations are now; absent where there were none. */
      dataset_id: z.string().optional(),
      conversations: z.int(),
      /** Conversations of the client, which nobody can read any more. */
      erased: z.int(),
      /** HMAC-SHA-256 of what names the client, by the installation's key. */
      client_mark: z.string(),
    })
    .optional(),
})
export type ShredCertificate = z.infer<typeof ShredCertificate>

/** The certificate, signed by the installation over its JSON as it stands in `signed`. */
export const ShreddedView = ShredCertificate.extend({
  signed: z.string(),
  signature: z.object({
    algorithm: z.literal('ed25519'),
    key_id: z.string(),
    public_key: z.string(),
    signature: z.string(),
  }),
  /** What was downloaded of its exports, which nobody can take back. */
  downloads: z.array(DownloadedView),
})
export type ShreddedView = z.infer<typeof ShreddedView>

/** `now`: without a time of grace, by who may purge, and whoever owns it. */
export const DeleteQuery = z.strictObject({ now: z.stringbool().optional() })

/** `deleted`: those that can be restored, instead of the others. */
export const DatasetsQuery = InWorkspace.extend({ deleted: z.stringbool().optional() })

export const MendView = z.object({
  status: z.enum(MEND_STATUSES),
  fixed_at: Time,
  released_at: Time.nullable(),
  version: z.int().nullable(),
})
export type MendView = z.infer<typeof MendView>

/** A record that a stage of the newest execution kept out, and why. `excerpt` is text of the source (at most 200 characters). */
export const QuarantineRowView = z.object({
  /** `file.position`, or `stage.kind.reason` where there is no position; unique in the data set. */
  id: z.string(),
  execution_id: z.string(),
  stage: z.enum(STAGES),
  kind: z.enum(LOSS_KINDS),
  reason_code: z.string(),
  conversation_id: z.string().optional(),
  /** `null` for what was lost as a whole: with a shard that was parked, or when a stage was finished. */
  position: z
    .object({
      file: z.union([z.string(), z.int()]),
      line: z.int().optional(),
      row: z.int().optional(),
      byte_offset: z.int().optional(),
    })
    .nullable(),
  count: z.int(),
  excerpt: z.string().optional(),
  /** It had one, which stayed for as long as text of runs may. The row itself is read from its file as before. */
  excerpt_gone: z.literal(true).optional(),
  /** Where somebody mended the row: whether it is released, and into which version of the data set. */
  mend: MendView.optional(),
})
export type QuarantineRowView = z.infer<typeof QuarantineRowView>

export const QuarantineQuery = PageQuery.extend({
  /** Without it, what waits for a person: quarantined and withheld. */
  kind: z.enum(LOSS_KINDS).optional(),
  /** A reason code. */
  reason: z.string().min(1).max(100).optional(),
})

export const datasetRoutes = {
  uploadDataset: {
    method: 'POST',
    path: '/datasets',
    needs: 'disk',
    permission: 'dataset:write',
    begins: true,
    summary: 'Upload one or more files as one data set (multipart: name?, mapping?, licence?, consent?, file…)',
    headers: UploadHeaders,
    query: UploadDatasetQuery,
    status: 201,
    answer: Ok(DatasetView),
    audit: 'dataset.upload',
    errors: ['CONFLICT', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'UNPROCESSABLE_FILE'],
  },
  listDatasets: {
    method: 'GET',
    path: '/datasets',
    permission: 'dataset:read',
    reachesOthers: 'dataset:read:any',
    summary: 'List data sets, newest first; members of archives are left out of their files',
    query: DatasetsQuery,
    status: 200,
    answer: Page(DatasetView),
    audit: 'dataset.list',
  },
  getDataset: {
    method: 'GET',
    path: '/datasets/:id',
    permission: 'dataset:read',
    reachesOthers: 'dataset:read:any',
    summary: 'Show a data set and what inspection found',
    params: IdParams,
    opens: true,
    status: 200,
    answer: Ok(DatasetView),
    audit: 'dataset.read',
  },
  renameDataset: {
    method: 'PATCH',
    path: '/datasets/:id',
    permission: 'dataset:write',
    summary: 'Rename a data set, or say under what licence and consent it stands, what it is for and how long it stays',
    params: IdParams,
    body: RenameDatasetBody,
    status: 200,
    answer: Ok(DatasetView),
    audit: 'dataset.rename',
    errors: ['AUTHORIZATION_ERROR'],
  },
  addFiles: {
    method: 'POST',
    path: '/datasets/:id/files',
    needs: 'disk',
    permission: 'dataset:write',
    begins: true,
    summary: 'Add files to a data set, as its next version (multipart: mapping?, file…)',
    params: IdParams,
    query: AddFilesQuery,
    status: 201,
    answer: Ok(DatasetView),
    audit: 'dataset.add_files',
    errors: ['AUTHORIZATION_ERROR', 'CONFLICT', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'UNPROCESSABLE_FILE'],
  },
  listVersions: {
    method: 'GET',
    path: '/datasets/:id/versions',
    permission: 'dataset:read',
    reachesOthers: 'dataset:read:any',
    summary: 'Versions of a data set, newest first',
    params: IdParams,
    opens: true,
    status: 200,
    answer: Ok(z.array(DatasetVersionView)),
    audit: 'dataset.read',
  },
  deleteDataset: {
    method: 'DELETE',
    path: '/datasets/:id',
    permission: 'dataset:write',
    ownerOnly: true,
    summary: 'Delete a data set; refused while a run of it is active, to be restored for a time',
    params: IdParams,
    query: DeleteQuery,
    status: 200,
    answer: Ok(DeletedView),
    audit: 'dataset.delete',
    errors: ['AUTHORIZATION_ERROR', 'CONFLICT'],
  },
  shredDataset: {
    method: 'POST',
    path: '/datasets/:id/shred',
    permission: 'dataset:purge',
    reachesOthers: 'dataset:read:any',
    summary:
      'Destroy the key of a data set, so that nobody can read it or what was made of it, or what one client said; with a certificate',
    params: IdParams,
    body: ShredBody,
    status: 200,
    answer: Ok(ShreddedView),
    audit: 'dataset.shred',
    errors: ['CONFLICT'],
  },
  restoreDataset: {
    method: 'POST',
    path: '/datasets/:id/restore',
    permission: 'dataset:write',
    ownerOnly: true,
    summary: 'Take the deletion of a data set back, while its time of grace lasts',
    params: IdParams,
    status: 200,
    answer: Ok(DatasetView),
    audit: 'dataset.restore',
    errors: ['AUTHORIZATION_ERROR'],
  },
  listQuarantine: {
    method: 'GET',
    path: '/datasets/:id/quarantine',
    permission: 'quarantine:read',
    reachesOthers: 'quarantine:read:any',
    summary: 'Rows of the newest run that were kept out, with position and reason',
    params: IdParams,
    query: QuarantineQuery,
    opens: true,
    status: 200,
    answer: Page(QuarantineRowView),
    audit: 'quarantine.read',
  },
} as const satisfies Record<string, RouteContract>
