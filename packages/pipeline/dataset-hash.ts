import type { DatasetFile } from '@techdeck/contracts'
import { hashOfFiles } from '@techdeck/core'

/** A data set's SHA-256: the only file's, or that of the ordered file hashes, joined by line feeds. */
export const datasetHash = (files: readonly Pick<DatasetFile, 'sha256'>[]): string =>
  hashOfFiles(files.map(({ sha256 }) => sha256))
