import type { DatasetFile } from '@techdeck/contracts'
import { sha256 } from '@techdeck/core'

/** A data set's SHA-256: the only file's, or that of the ordered file hashes, joined by line feeds. */
export const datasetHash = (files: readonly Pick<DatasetFile, 'sha256'>[]): string =>
  files.length === 1 ? files[0].sha256 : sha256(files.map((file) => file.sha256).join('\n'))
