import { hash } from 'node:crypto'
import type { StageContext } from './definition.ts'

/** SHA-256 of file ordinal, file hash and byte offset: the same on every machine and every retry. */
export const conversationId = (file: number, fileSha256: string, byteOffset: number): string =>
  hash('sha256', `${file}:${fileSha256}:${byteOffset}`)

/** Names conversations of a data set by where their first row stands. */
export function conversationIds({
  files,
  sha256,
}: Pick<StageContext['dataset'], 'files'> & { sha256?: string }): (position: {
  file: number
  byteOffset: number
}) => string {
  const hashes = new Map(files.map((file) => [file.ordinal, file.sha256]))
  return ({ file, byteOffset }) => conversationId(file, hashes.get(file) ?? sha256 ?? '', byteOffset)
}
