import { splitCheckpoint, splitNote, splitVerifier } from '../note/note-text.ts'
import { consistencySidesOf, isPowerOfTwo, sidesOf } from '../tree/sides.ts'

// What a browser verifies by itself, by WebCrypto and nothing that Node alone has. `browser.test.ts` holds it to what
// everybody else uses.

/** A tree as its log signs it. */
export interface SignedTree {
  /** The log's name. */
  origin: string
  size: number
  root: Bytes
}

type Bytes = Uint8Array<ArrayBuffer>
type PublicKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** Kind of a key that signs by Ed25519 (C2SP signed note). */
const ED25519 = 1

/** Whether this browser can check signatures. Hashes it always can. */
export const canVerify = async (): Promise<boolean> => (await keyOf(new Uint8Array(32))) !== null

/**
 * What a checkpoint says, if it is of the log of this key, `name+id+base64`, and has its signature; else `null`, also
 * where the browser cannot tell.
 */
export async function openCheckpoint(note: string, verifier: string): Promise<SignedTree | null> {
  const [said, log] = [splitNote(note), splitVerifier(verifier)]
  const key = log && bytesOf(log.key)
  if (!said || !key || key.length !== 33 || key[0] !== ED25519) return null
  if ((await keyIdOf(log.name, key)) !== log.id) return null
  const signatures = said.signatures.map(({ name, base64 }) => ({ name, bytes: bytesOf(base64) }))
  if (signatures.some(({ bytes }) => !bytes || bytes.length < 5)) return null
  const own = signatures.flatMap(({ name, bytes }) => (name === log.name && idIn(bytes!) === log.id ? [bytes!] : []))
  const publicKey = await keyOf(key.slice(1))
  const text = new TextEncoder().encode(said.text)
  if (own.length !== 1 || !publicKey) return null
  if (!(await crypto.subtle.verify('Ed25519', publicKey, own[0].slice(4), text))) return null
  const checkpoint = splitCheckpoint(said.text)
  const root = checkpoint && bytesOf(checkpoint.root)
  if (checkpoint?.origin !== log.name || root?.length !== 32) return null
  return { ...checkpoint, root }
}

/** Whether the proof, base64, shows that this text is leaf `index` of the tree (RFC 9162, 2.1.3.2). */
export async function isIncluded(
  leaf: string,
  index: number,
  { size, root }: SignedTree,
  proof: readonly string[],
): Promise<boolean> {
  const [sides, hashes] = [sidesOf(index, size), hashesOf(proof)]
  if (!sides || hashes?.length !== sides.length) return false
  let hash = await sha256(Uint8Array.of(0), new TextEncoder().encode(leaf))
  for (const [at, side] of sides.entries())
    hash = await (side === 'left' ? nodeHash(hashes[at], hash) : nodeHash(hash, hashes[at]))
  return areEqual(hash, root)
}

/** Whether the proof, base64, shows that the later tree begins with all leaves of the earlier one (RFC 9162, 2.1.4.2). */
export async function isConsistent(earlier: SignedTree, later: SignedTree, proof: readonly string[]): Promise<boolean> {
  if (earlier.size === later.size) return proof.length === 0 && areEqual(earlier.root, later.root)
  if (earlier.size === 0) return proof.length === 0
  const [sides, given] = [consistencySidesOf(earlier.size, later.size), hashesOf(proof)]
  if (!sides || !given) return false
  const hashes = isPowerOfTwo(earlier.size) ? [earlier.root, ...given] : given
  if (hashes.length !== sides.length + 1) return false
  let [before, after] = [hashes[0], hashes[0]]
  for (const [at, side] of sides.entries()) {
    const hash = hashes[at + 1]
    if (side === 'left') before = await nodeHash(hash, before)
    after = await (side === 'left' ? nodeHash(hash, after) : nodeHash(after, hash))
  }
  return areEqual(before, earlier.root) && areEqual(after, later.root)
}

/** `null` where the browser knows no Ed25519, or the bytes are no key. */
const keyOf = (raw: Bytes): Promise<PublicKey | null> =>
  crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']).catch(() => null)

async function keyIdOf(name: string, key: Bytes): Promise<number> {
  return idIn(await sha256(new TextEncoder().encode(`${name}\n`), key))
}

const idIn = (bytes: Bytes): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)

const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(Uint8Array.of(1), left, right)

async function sha256(...parts: readonly Bytes[]): Promise<Bytes> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined))
}

/** `null` when any of them is none. */
function hashesOf(proof: readonly string[]): Bytes[] | null {
  const hashes = proof.map(bytesOf)
  return hashes.every((hash) => hash?.length === 32) ? (hashes as Bytes[]) : null
}

/** `null` for what is not base64 as it would be written. */
function bytesOf(base64: string): Bytes | null {
  try {
    const text = atob(base64)
    return btoa(text) === base64 ? Uint8Array.from(text, (char) => char.charCodeAt(0)) : null
  } catch {
    return null
  }
}

const areEqual = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((byte, at) => byte === b[at])
