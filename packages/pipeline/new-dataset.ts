import type { Dataset, DatasetFile } from '@techdeck/contracts'

/** A data set of files that have just arrived: its first version, which waits for inspection. */
export const newDataset = (
  given: Pick<Dataset, 'id' | 'workspaceId' | 'userId' | 'name' | 'dataKeyId' | 'licence' | 'consent'> & {
    sha256: string
  },
  files: readonly Omit<DatasetFile, 'ordinal' | 'mapping'>[],
  mapping: string | undefined,
  now: Date,
): Dataset => ({
  ...given,
  version: 1,
  status: 'inspecting',
  format: null,
  encoding: null,
  conversationCount: null,
  turnCount: null,
  sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  files: files.map((file, ordinal) => ({ ...file, ordinal, ...(mapping !== undefined && { mapping }) })),
  problems: [],
  createdAt: now,
  updatedAt: now,
})
