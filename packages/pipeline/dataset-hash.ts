import type { DatasetFile, MendedRows } from '@techdeck/contracts'
import { hashOfFiles } from '@techdeck/core'

/**
 * A data set's SHA-256: that of the only file that was uploaded, or of the ordered hashes of those files, joined by line
 * feeds. Mended rows count as one file more; members of files count with them.
 */
export const datasetHash = (
  files: readonly Pick<DatasetFile, 'sha256' | 'container'>[],
  mended?: Pick<MendedRows, 'sha256'>,
): string => {
  const uploaded = files.filter(({ container }) => container === undefined)
  return hashOfFiles([...uploaded, ...(mended ? [mended] : [])].map(({ sha256 }) => sha256))
}
