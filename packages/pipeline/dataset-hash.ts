import type { DatasetFile, MendedRows } from '@techdeck/contracts'
import { hashOfFiles } from '@techdeck/core'

/**
 * A data set's SHA-256: the only file's, or that of the ordered file hashes, joined by line feeds. Mended rows count as
 * one file more.
 */
export const datasetHash = (
  files: readonly Pick<DatasetFile, 'sha256'>[],
  mended?: Pick<MendedRows, 'sha256'>,
): string => hashOfFiles([...files, ...(mended ? [mended] : [])].map(({ sha256 }) => sha256))
