import type {
  Dataset,
  DatasetDeletion,
  DatasetFile,
  DatasetProblem,
  DatasetVersion,
  KeptOthers,
  MendedRows,
  Shredding,
} from '@techdeck/contracts'
import { DATASET_STATUSES, LEGAL_BASES } from '@techdeck/contracts/names'
import { datasetNamePlace, openFiles, type FieldSealer } from '../fields.ts'
import { type Document, entitySchema, partSchema } from '../schema.ts'

export type DatasetDocument = Document<Dataset> & {
  /** `status` is `deleted`: lists ask for it, and the embedded server scans for a set of states beside a range of ids. */
  isDeleted: boolean
}

const fileSchema = partSchema<DatasetFile>({
  ordinal: { type: Number, required: true },
  name: { type: String, required: true },
  sizeBytes: { type: Number, required: true },
  sha256: { type: String, required: true },
  artifact: { type: String, required: true },
  plain: String,
  from: String,
  container: Number,
  members: Number,
  passedOver: Number,
  inspection: String,
  marks: String,
  shards: Number,
  format: String,
  encoding: String,
  confidence: Number,
  rows: Number,
  badRows: Number,
  conversations: Number,
  turns: Number,
  scattered: Boolean,
  mapping: String,
  readAs: String,
})

const problemSchema = partSchema<DatasetProblem>({
  code: { type: String, required: true },
  message: { type: String, required: true },
  file: Number,
  line: Number,
  byteOffset: Number,
  count: Number,
})

const mendedSchema = partSchema<MendedRows>({
  artifact: { type: String, required: true },
  sha256: { type: String, required: true },
  rows: { type: Number, required: true },
})

const othersSchema = partSchema<KeptOthers>({
  datasetId: String,
  conversations: { type: Number, required: true },
  erased: { type: Number, required: true },
  mark: { type: String, required: true },
})

const shreddingSchema = partSchema<Shredding>({
  at: { type: Date, required: true },
  by: { type: String, required: true },
  reason: { type: String, required: true },
  dataKeyId: { type: String, required: true },
  keyFingerprint: { type: String, default: null },
  kekId: { type: String, default: null },
  artifacts: { type: Number, required: true },
  others: othersSchema,
})

const deletionSchema = partSchema<DatasetDeletion>({
  at: { type: Date, required: true },
  from: { type: String, enum: DATASET_STATUSES, required: true },
  purgeAt: { type: Date, default: null },
  isPurging: { type: Boolean, required: true },
  shredded: shreddingSchema,
})

export const datasetSchema = entitySchema<DatasetDocument>('datasets', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  userId: { type: String, required: true },
  name: { type: String, required: true },
  version: { type: Number, required: true },
  status: { type: String, enum: DATASET_STATUSES, required: true },
  isDeleted: { type: Boolean, required: true },
  format: { type: String, default: null },
  encoding: { type: String, default: null },
  conversationCount: { type: Number, default: null },
  turnCount: { type: Number, default: null },
  sizeBytes: { type: Number, required: true },
  sha256: { type: String, default: null },
  files: { type: [fileSchema], default: [] },
  problems: { type: [problemSchema], default: [] },
  mended: mendedSchema,
  unpackedAt: Date,
  unpackedGoneAt: Date,
  licence: String,
  consent: String,
  purpose: String,
  legalBasis: { type: String, enum: LEGAL_BASES },
  retainUntil: Date,
  dataKeyId: { type: String, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  deletion: deletionSchema,
})
// A workspace's and an owner's, newest first, without the deleted ones; those that wait for inspection; those of the same bytes; those to be purged; and those whose retention, or that of what was unpacked, is over.
datasetSchema.index({ workspaceId: 1, isDeleted: 1, _id: -1 })
datasetSchema.index({ workspaceId: 1, userId: 1, isDeleted: 1, _id: -1 })
datasetSchema.index({ userId: 1, isDeleted: 1 })
datasetSchema.index({ status: 1, _id: 1 })
datasetSchema.index({ 'deletion.purgeAt': 1 })
datasetSchema.index({ isDeleted: 1, retainUntil: 1 })
datasetSchema.index({ isDeleted: 1, unpackedAt: 1 })
datasetSchema.index({ workspaceId: 1, sha256: 1, isDeleted: 1, _id: -1 })

export type DatasetVersionDocument = DatasetVersion & { _id: string }

export const datasetVersionSchema = entitySchema<DatasetVersionDocument>('datasetVersions', {
  /** `dataset.version`. */
  _id: { type: String, required: true },
  datasetId: { type: String, required: true },
  version: { type: Number, required: true },
  format: { type: String, default: null },
  encoding: { type: String, default: null },
  conversationCount: { type: Number, default: null },
  turnCount: { type: Number, default: null },
  sizeBytes: { type: Number, required: true },
  sha256: { type: String, default: null },
  files: { type: [fileSchema], default: [] },
  mended: { type: mendedSchema },
  problems: { type: [problemSchema], default: [] },
  updatedAt: { type: Date, required: true },
})
datasetVersionSchema.index({ datasetId: 1, version: -1 })

export const versionOf = (dataset: Dataset): DatasetVersion => ({
  datasetId: dataset.id,
  version: dataset.version,
  format: dataset.format,
  encoding: dataset.encoding,
  conversationCount: dataset.conversationCount,
  turnCount: dataset.turnCount,
  sizeBytes: dataset.sizeBytes,
  sha256: dataset.sha256,
  files: dataset.files,
  ...(dataset.mended && { mended: dataset.mended }),
  problems: dataset.problems,
  updatedAt: dataset.updatedAt,
})

export const toDatasetVersion = (document: DatasetVersionDocument, fields: FieldSealer): DatasetVersion => ({
  datasetId: document.datasetId,
  version: document.version,
  sizeBytes: document.sizeBytes,
  updatedAt: document.updatedAt,
  ...(document.mended && { mended: document.mended }),
  format: document.format ?? null,
  encoding: document.encoding ?? null,
  conversationCount: document.conversationCount ?? null,
  turnCount: document.turnCount ?? null,
  sha256: document.sha256 ?? null,
  files: openFiles(fields, document.datasetId, document.files ?? []),
  problems: document.problems ?? [],
})

export const toDataset = (document: DatasetDocument, fields: FieldSealer): Dataset => ({
  id: document._id,
  workspaceId: document.workspaceId,
  userId: document.userId,
  name: fields.open(datasetNamePlace(document._id), document.name),
  version: document.version,
  status: document.status,
  format: document.format ?? null,
  encoding: document.encoding ?? null,
  conversationCount: document.conversationCount ?? null,
  turnCount: document.turnCount ?? null,
  sizeBytes: document.sizeBytes,
  sha256: document.sha256 ?? null,
  files: openFiles(fields, document._id, document.files ?? []),
  problems: document.problems ?? [],
  ...(document.mended && { mended: document.mended }),
  ...(document.licence && { licence: document.licence }),
  ...(document.consent && { consent: document.consent }),
  ...(document.purpose && { purpose: document.purpose }),
  ...(document.legalBasis && { legalBasis: document.legalBasis }),
  ...(document.retainUntil && { retainUntil: document.retainUntil }),
  ...(document.unpackedAt && { unpackedAt: document.unpackedAt }),
  ...(document.unpackedGoneAt && { unpackedGoneAt: document.unpackedGoneAt }),
  dataKeyId: document.dataKeyId,
  createdAt: document.createdAt,
  updatedAt: document.updatedAt,
  ...(document.deletion && { deletion: document.deletion }),
})
