import type { Dataset, DatasetFile, DatasetProblem, DatasetView } from '@techdeck/contracts'

export const toDatasetView = (dataset: Dataset): DatasetView => ({
  id: dataset.id,
  user_id: dataset.userId,
  workspace_id: dataset.workspaceId,
  name: dataset.name,
  version: dataset.version,
  format: dataset.format,
  encoding: dataset.encoding,
  conversation_count: dataset.conversationCount,
  turn_count: dataset.turnCount,
  size_bytes: dataset.sizeBytes,
  sha256: dataset.sha256,
  status: dataset.status,
  ...(dataset.licence !== undefined && { licence: dataset.licence }),
  ...(dataset.consent !== undefined && { consent: dataset.consent }),
  ...(dataset.purpose !== undefined && { purpose: dataset.purpose }),
  ...(dataset.legalBasis !== undefined && { legal_basis: dataset.legalBasis }),
  ...(dataset.retainUntil !== undefined && { retain_until: dataset.retainUntil.toISOString() }),
  ...(dataset.unpackedGoneAt && { unpacked_gone_at: dataset.unpackedGoneAt.toISOString() }),
  problems: dataset.problems.map(toProblemView),
  files: dataset.files.map(toFileView),
  created_at: dataset.createdAt.toISOString(),
  updated_at: dataset.updatedAt.toISOString(),
  ...(dataset.deletion?.purgeAt && { purge_at: dataset.deletion.purgeAt.toISOString() }),
})

/** As lists show it: without the members of its files, of which one archive may have thousands. */
export const toListedView = (dataset: Dataset): DatasetView =>
  toDatasetView({ ...dataset, files: dataset.files.filter(({ container }) => container === undefined) })

const toProblemView = ({ code, message, file, line, byteOffset, count }: DatasetProblem) => ({
  code,
  message,
  file,
  line,
  byte_offset: byteOffset,
  count,
})

const toFileView = (file: DatasetFile) => ({
  ordinal: file.ordinal,
  name: file.name,
  size_bytes: file.sizeBytes,
  sha256: file.sha256,
  format: file.format,
  encoding: file.encoding,
  confidence: file.confidence,
  rows: file.rows,
  bad_rows: file.badRows,
  conversations: file.conversations,
  turns: file.turns,
  container: file.container,
  members: file.members,
  passed_over: file.passedOver,
})
