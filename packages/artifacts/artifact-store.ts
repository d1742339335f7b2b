import type { DataKey } from '@techdeck/crypto'

/**
 * Encrypted, immutable content. A key is a path of ids (`executions/…/3.token`): segments of letters, digits, `.`, `_`
 * and `-`, joined by `/`. Content is sealed before it leaves memory and bound to its data set and key.
 *
 * What the storage itself answers becomes a ResourceError (full, broken, not reachable) or a NotFoundError;
 * a key that is no key a ValidationError.
 */
export interface ArtifactStore {
  /**
   * Writes all chunks or nothing; once it returns, the artifact survives a power cut. Errors of `chunks` pass through.
   * Writing a key again replaces it; the last writer to finish wins.
   *
   * @returns hash and length of the plain text.
   */
  write(
    key: string,
    dataKey: DataKey,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ sha256: string; sizeBytes: number }>
  /**
   * Opens an artifact for reading at any place; close it when done.
   *
   * @throws NotFoundError
   * @throws DecryptionError when it is cut, changed, of another data set, or was written under another key.
   */
  open(key: string, dataKey: DataKey): Promise<ArtifactReader>
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>
  /** Artifacts below a path of whole segments (all of them for `''`), in no order. */
  list(prefix: string): AsyncIterable<{ key: string; modifiedAt: Date }>
  /** Removes what writers that died left behind, if nothing was added to it for so long. Returns how many. */
  sweepTemporary(olderThanMs: number): Promise<number>
}

export interface ArtifactReader {
  /** Length of the plain text. */
  readonly size: number
  /** Plain bytes from `start` up to (not including) `end`. @throws DecryptionError before any byte of a changed frame. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>
  close(): Promise<void>
}
