import { HASH_BYTES } from '../tree/hashes.ts'
import { splitCheckpoint } from './note-text.ts'
import {
  COSIGNATURE_V1,
  formatNote,
  isSignedBy,
  keyIdOf,
  parseNote,
  signatureLine,
  type NoteSigner,
  type Verifier,
} from './signed-note.ts'

/** A tree as its log signs it: which log, how many leaves, which root. */
export interface Checkpoint {
  origin: string
  size: number
  root: Buffer
}

/** C2SP tlog-checkpoint, signed by the log whose name is the origin. */
export function signCheckpoint({ size, root }: Omit<Checkpoint, 'origin'>, log: NoteSigner): string {
  const { verifier } = log
  const text = checkpointText({ origin: verifier.name, size, root })
  const signature = log.sign(Buffer.from(text))
  return formatNote(text, [signatureLine({ name: verifier.name, keyId: keyIdOf(verifier), signature })])
}

const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`

/** What a checkpoint says, if it is of this log and has the log's signature; else `null`. */
export function openCheckpoint(note: string, log: Verifier): Checkpoint | null {
  const parsed = parseNote(note)
  if (!parsed) return null
  const { text, signatures } = parsed
  const keyId = keyIdOf(log)
  const own = signatures.filter((each) => each.name === log.name && each.keyId === keyId)
  if (own.length !== 1 || !isSignedBy(log, Buffer.from(text), own[0].signature)) return null
  const checkpoint = parseCheckpoint(text)
  return checkpoint?.origin === log.name ? checkpoint : null
}

/** Reads the text of a checkpoint, whoever signed it. */
function parseCheckpoint(text: string): Checkpoint | null {
  const said = splitCheckpoint(text)
  const root = Buffer.from(said?.root ?? '', 'base64')
  if (!said || root.length !== HASH_BYTES || root.toString('base64') !== said.root) return null
  return { ...said, root }
}

/** The line by which a witness says that it saw this checkpoint at `time`, and none that is at odds with it. */
export function cosign(note: string, witness: NoteSigner, time: Date): string | null {
  const parsed = parseNote(note)
  if (!parsed) return null
  const seconds = Math.floor(time.getTime() / 1000)
  const stamp = Buffer.alloc(8)
  stamp.writeBigUInt64BE(BigInt(seconds))
  const signature = Buffer.concat([stamp, witness.sign(cosigned(parsed.text, seconds))])
  return signatureLine({ name: witness.verifier.name, keyId: keyIdOf(witness.verifier), signature })
}

/** When a witness cosigned this checkpoint; `null` when it did not. */
export function cosignedAt(note: string, witness: Verifier): Date | null {
  const parsed = parseNote(note)
  if (!parsed || witness.kind !== COSIGNATURE_V1) return null
  const keyId = keyIdOf(witness)
  for (const { name, keyId: id, signature } of parsed.signatures) {
    if (name !== witness.name || id !== keyId || signature.length !== 72) continue
    const seconds = Number(signature.readBigUInt64BE())
    if (isSignedBy(witness, cosigned(parsed.text, seconds), signature.subarray(8))) return new Date(seconds * 1000)
  }
  return null
}

const cosigned = (text: string, seconds: number): Buffer => Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)
