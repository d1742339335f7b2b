import { hash, randomBytes } from 'node:crypto'
import { isSignatureOf, signingKeyOf } from '@techdeck/core'
import { splitNote, splitVerifier } from './note-text.ts'

/** What signs, by C2SP's signed-note: its number goes into key ids and keys. */
export const ED25519 = 1
export const COSIGNATURE_V1 = 4

/** Somebody whose signatures are believed, as in the text `name+key id+key`. */
export interface Verifier {
  name: string
  kind: typeof ED25519 | typeof COSIGNATURE_V1
  /** Base64 of 32 bytes. */
  publicKey: string
}

export interface NoteSigner {
  readonly verifier: Verifier
  /** 64 bytes. */
  sign(bytes: Uint8Array): Buffer
}

/** A signature line of a note: `— name base64(key id, signature)`. */
export interface NoteSignature {
  name: string
  keyId: number
  signature: Buffer
}

/** A signer by a secret; the same secret, use, name and kind give the same keys. */
export function signerOf(
  secret: Uint8Array,
  { use, name, kind }: { use: string; name: string | ((keyId: string) => string); kind: Verifier['kind'] },
): NoteSigner {
  const key = signingKeyOf(secret, use)
  const named = typeof name === 'string' ? name : name(key.keyId)
  return {
    verifier: { name: named, kind, publicKey: key.publicKey },
    sign: (bytes) => Buffer.from(key.sign(bytes).signature, 'base64'),
  }
}

export const newSecret = (): Buffer => randomBytes(32)

/** `name+01234567+base64`, as C2SP's signed-note writes verifier keys. */
export function formatVerifier({ name, kind, publicKey }: Verifier): string {
  const bytes = Buffer.concat([Buffer.of(kind), Buffer.from(publicKey, 'base64')])
  const id = keyIdOf({ name, kind, publicKey }).toString(16).padStart(8, '0')
  return `${name}+${id}+${bytes.toString('base64')}`
}

/** `null` for what is no verifier key, or not of a kind that is known here. */
export function parseVerifier(text: string): Verifier | null {
  const said = splitVerifier(text)
  if (!said) return null
  const bytes = Buffer.from(said.key, 'base64')
  const kind = bytes[0]
  if (bytes.length !== 33 || (kind !== ED25519 && kind !== COSIGNATURE_V1)) return null
  const verifier: Verifier = { name: said.name, kind, publicKey: bytes.subarray(1).toString('base64') }
  return keyIdOf(verifier) === said.id ? verifier : null
}

export function keyIdOf({ name, kind, publicKey }: Verifier): number {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(kind), Buffer.from(publicKey, 'base64')])
  return hash('sha256', bytes, 'buffer').readUInt32BE()
}

export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  const id = Buffer.alloc(4)
  id.writeUInt32BE(keyId)
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
}

/** A note of a text that ends with a line feed. */
export const formatNote = (text: string, lines: readonly string[]): string => `${text}\n${lines.join('')}`

/** Text and signatures of a note; `null` for what is none. */
export function parseNote(note: string): { text: string; signatures: NoteSignature[] } | null {
  const split = splitNote(note)
  if (!split) return null
  const signatures: NoteSignature[] = []
  for (const { name, base64 } of split.signatures) {
    const bytes = Buffer.from(base64, 'base64')
    // What is not written as we would write it is not a signature: the text of a note has one form only.
    if (bytes.length < 5 || bytes.toString('base64') !== base64) return null
    signatures.push({ name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(4) })
  }
  return { text: split.text, signatures }
}

export const isSignedBy = (verifier: Verifier, bytes: Uint8Array, signature: Uint8Array): boolean =>
  isSignatureOf(bytes, {
    algorithm: 'ed25519',
    key_id: '',
    public_key: verifier.publicKey,
    signature: Buffer.from(signature).toString('base64'),
  })
