import { hash } from 'node:crypto'
import type { StageContext } from './definition.ts'

/**
 * SHA-256 of the file's hash, its number among files of the same bytes, and the byte offset: the same on every machine and
 * every retry, and whatever other files are there.
 */
export const conversationId = (nth: number, fileSha256: string, byteOffset: number): string =>
  hash('sha256', `${nth}:${fileSha256}:${byteOffset}`)

/** Names conversations of a data set by where their first row stands. */
export function conversationIds({
  files,
}: Pick<StageContext['dataset'], 'files'>): (position: { file: number; byteOffset: number }) => string {
  const known = new Map<number, [nth: number, sha256: string]>()
  const counts = new Map<string, number>()
  for (const { ordinal, sha256 } of files.toSorted((a, b) => a.ordinal - b.ordinal)) {
    const nth = counts.get(sha256) ?? 0
    counts.set(sha256, nth + 1)
    known.set(ordinal, [nth, sha256])
  }
  return ({ file, byteOffset }) => conversationId(...(known.get(file) ?? [file, '']), byteOffset)
}
