import { ProcessingFinalError } from '@techdeck/core'

/** Joins entries as C2SP tlog-tiles does: two bytes of length before each. */
export function packEntries(entries: readonly Uint8Array[]): Buffer {
  const bundle = Buffer.allocUnsafe(entries.reduce((sum, { length }) => sum + 2 + length, 0))
  let at = 0
  for (const entry of entries) {
    at = bundle.writeUInt16BE(entry.length, at)
    bundle.set(entry, at)
    at += entry.length
  }
  return bundle
}

/** @throws {@link ProcessingFinalError} when it ends within an entry */
export function unpackEntries(bundle: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength)
  const entries: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const start = at + 2
    const end = start > bytes.length ? Infinity : start + bytes.readUInt16BE(at)
    if (end > bytes.length) throw new ProcessingFinalError('A bundle of audit entries is cut.')
    entries.push(bytes.subarray(start, end))
    at = end
  }
  return entries
}
