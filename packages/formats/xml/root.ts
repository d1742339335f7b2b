import { decodeLoosely, detectEncoding } from '../encoding/index.ts'
import { head as headOf } from '../sources.ts'
import type { ByteSource } from '../types.ts'

const HEAD_BYTES = 16 * 1024
/** What may stand before the outermost element, and its name. */
const BEGINNING =
  /^\ufeff?\s*(?:(?:<\?[^>]{0,2000}\?>|<!--(?:(?!-->)[\s\S]){0,4000}-->|<!DOCTYPE\s(?!html)[^>[]{0,2000}(?:\[[^\]]{0,4000}\]\s*)?>)\s*)*<((?:[A-Za-z_][\w.-]{0,80}:)?[A-Za-z_][\w.-]{0,80})(?=[\s/>])/

/** The name of the outermost element, with its prefix; `null` where the file is no XML. */
export async function rootOf(beginning: Uint8Array, source: ByteSource): Promise<string | null> {
  const first = beginning.subarray(0, HEAD_BYTES)
  if (!first.includes(0x3c)) return null
  const encoding = detectEncoding(first)
  if (!encoding) return null
  const text = decodeLoosely(encoding.encoding, first.subarray(encoding.bom))
  const name = BEGINNING.exec(text)?.[1]
  if (name === undefined || /^\s*<\?xml\s/.test(text)) return name ?? null
  // `<anna> Hello` begins a line of a chat: an element is closed.
  const end = await headOf(source, 4096, Math.max(0, source.size - 4096))
  return decodeLoosely(encoding.encoding, end).trimEnd().endsWith(`</${name}>`) ? name : null
}
