import { hash } from 'node:crypto'
import type { Conversation } from '@techdeck/contracts'
import { SIGNATURE_BYTES, signatureOf } from './signature.ts'

/** Bytes of what tells exact duplicates: 16 of the content's hash, 4 of the file's ordinal, 8 of the byte offset. */
export const EXACT_BYTES = 28

/** What later tells duplicates: a hash of roles and texts, the place in the source, and where `near` the signature of the words. */
export function fingerprint(
  { turns }: Conversation,
  position: { file: number; byteOffset: number },
  near: boolean,
): Uint8Array {
  let content = ''
  for (const { role, text } of turns) content += `${role}\0${text}\0`
  const signature = near ? signatureOf(turns) : null
  const entry = Buffer.allocUnsafe(EXACT_BYTES + (signature ? SIGNATURE_BYTES : 0))
  hash('sha256', content, 'buffer').copy(entry, 0, 0, 16)
  entry.writeUInt32BE(position.file, 16)
  entry.writeDoubleBE(position.byteOffset, 20)
  if (signature) entry.set(signature, EXACT_BYTES)
  return entry
}
