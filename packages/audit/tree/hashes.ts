import { hash } from 'node:crypto'
import { nodeHash } from '@techdeck/core'

export { leafHash, nodeHash } from '@techdeck/core'

/** Bytes of each hash. */
export const HASH_BYTES = 32

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer')

/** The root over 1, 2, 4, … neighbours that make one full subtree. */
export function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at], row[2 * at + 1]))
  return row[0]
}
