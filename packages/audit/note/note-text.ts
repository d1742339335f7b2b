// How notes, checkpoints and keys are written (C2SP), without anything that a browser lacks: hashes, keys and signatures
// are base64 here.

/** A signature line of a note: `— name base64(key id, signature)`. */
export interface SignatureText {
  name: string
  base64: string
}

/** Text and signature lines of a note; `null` for what is none. */
export function splitNote(note: string): { text: string; signatures: SignatureText[] } | null {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return null
  const signatures: SignatureText[] = []
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, base64] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? []
    if (name === undefined || base64 === undefined) return null
    signatures.push({ name, base64 })
  }
  return { text: note.slice(0, end + 1), signatures }
}

/** What the text of a checkpoint says, whoever signed it. */
export function splitCheckpoint(text: string): { origin: string; size: number; root: string } | null {
  const [, origin, digits, root] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/=]+)\n$/.exec(text) ?? []
  if (origin === undefined || digits === undefined || root === undefined) return null
  return { origin, size: Number(digits), root }
}

/** The parts of `name+01234567+base64`; `key` has its kind in front. */
export function splitVerifier(text: string): { name: string; id: number; key: string } | null {
  const [, name, id, key] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u.exec(text.trim()) ?? []
  if (name === undefined || id === undefined || key === undefined) return null
  return { name, id: Number.parseInt(id, 16), key }
}
