import { isUtf8 } from 'node:buffer'

/**
 * How a file's bytes become text. Readers look for structure (line ends, quotes, braces) in the `view`: one byte for each
 * unit of the source, with everything outside ASCII masked, so that an index of the view times `unit` is an exact offset.
 */
export interface TextEncoding {
  readonly name: string
  /** Bytes of the source for each byte of the view. */
  readonly unit: 1 | 2 | 4
  /** Whether the source serves as its own view. */
  readonly identity: boolean
  /**
   * Writes the view of `raw[from, to)` to `view` from index `at` on.
   * Returns how many source bytes were used; a character cut by `to` is left for the next call unless `final`.
   */
  mask(raw: Buffer, from: number, to: number, view: Buffer, at: number, final: boolean): number
  /** Decodes bytes; `null` when they are not valid in this encoding. */
  decode(bytes: Buffer): string | null
}

/** Colons of wide scripts count as colons: transcripts have them behind names. */
const COLON = 0x3a
const WIDE_COLONS: { readonly [encoding: string]: number } = { shift_jis: 0x8146, big5: 0xa147 }

/** Stands in the view for a byte or unit that is no ASCII character. */
const MASK = 0xff

/** The encoding of that name. @throws RangeError when the platform does not know it */
export function textEncoding(name: string): TextEncoding {
  if (name === 'utf-8') return utf8
  if (name === 'utf-16le') return utf16(name, 0)
  if (name === 'utf-16be') return utf16(name, 1)
  if (name === 'utf-32le' || name === 'utf-32be') return utf32(name)
  const width = MULTI_BYTE[name]
  return width ? multiByte(name, width) : { name, unit: 1, identity: true, mask: asItIs, decode: decoder(name) }
}

const asItIs = (_raw: Buffer, from: number, to: number) => to - from

const utf8: TextEncoding = {
  name: 'utf-8',
  unit: 1,
  identity: true,
  mask: asItIs,
  decode: (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : null),
}

function decoder(name: string): TextEncoding['decode'] {
  const fatal = new TextDecoder(name, { fatal: true, ignoreBOM: true })
  return (bytes) => {
    try {
      return fatal.decode(bytes)
    } catch {
      return null
    }
  }
}

/** `value` is the place of the low byte in a unit. */
function utf16(name: string, value: 0 | 1): TextEncoding {
  const upper = 1 - value
  return {
    name,
    unit: 2,
    identity: false,
    mask(raw, from, to, view, at) {
      const units = (to - from) >> 1
      for (let unit = 0, byte = from; unit < units; unit++, byte += 2) {
        const code = raw[byte + value]
        const high = raw[byte + upper]
        view[at + unit] = high === 0 && code < 0x80 ? code : high === 0xff && code === 0x1a ? COLON : MASK
      }
      return units * 2
    },
    decode: decoder(name),
  }
}

function utf32(name: 'utf-32le' | 'utf-32be'): TextEncoding {
  const little = name === 'utf-32le'
  const codeAt = (bytes: Buffer, at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  return {
    name,
    unit: 4,
    identity: false,
    mask(raw, from, to, view, at) {
      const units = (to - from) >> 2
      for (let unit = 0, byte = from; unit < units; unit++, byte += 4) {
        const code = codeAt(raw, byte)
        view[at + unit] = code < 0x80 ? code : code === 0xff1a ? COLON : MASK
      }
      return units * 4
    },
    decode(bytes) {
      let text = ''
      for (let at = 0; at + 4 <= bytes.length; at += 4) {
        const code = codeAt(bytes, at)
        if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null
        text += String.fromCodePoint(code)
      }
      return bytes.length % 4 === 0 ? text : null
    },
  }
}

/** Decodes bytes of any encoding that is read here; what is not valid in it becomes U+FFFD. */
export function decodeLoosely(name: string, bytes: Uint8Array): string {
  if (!name.startsWith('utf-32')) return new TextDecoder(name).decode(bytes)
  const encoding = textEncoding(name)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length & ~3)
  const whole = encoding.decode(buffer)
  if (whole !== null) return whole
  return Array.from(
    { length: buffer.length >> 2 },
    (_, at) => encoding.decode(buffer.subarray(at * 4, at * 4 + 4)) ?? '\ufffd',
  ).join('')
}

/** Length of the character that begins with `lead` (≥ 0x80), given its second byte. */
type Width = (lead: number, second: number) => number

const double: Width = () => 2
const shiftJis: Width = (lead) => ((lead >= 0xa0 && lead <= 0xdf) || lead === 0x80 || lead >= 0xfd ? 1 : 2)

/** Encodings whose later bytes may look like ASCII, and so would mislead a reader of bytes. */
const MULTI_BYTE: { [name: string]: Width } = {
  gb18030: (_lead, second) => (second >= 0x30 && second <= 0x39 ? 4 : 2),
  gbk: double,
  big5: double,
  'euc-kr': double,
  shift_jis: shiftJis,
}

function multiByte(name: string, width: Width): TextEncoding {
  const colon = WIDE_COLONS[name] ?? 0xa3ba
  return {
    name,
    unit: 1,
    identity: false,
    mask(raw, from, to, view, at, final) {
      let byte = from
      while (byte < to) {
        const lead = raw[byte]
        if (lead < 0x80) {
          view[at + byte - from] = lead
          byte++
          continue
        }
        if (byte + 1 >= to && !final) break
        const second = byte + 1 < to ? raw[byte + 1] : 0
        // A line end is never a later byte: after a broken character the next line is read as it is.
        const length = second < 0x30 ? 1 : width(lead, second)
        if (byte + length > to && !final) break
        const stop = Math.min(byte + length, to)
        if (length === 2 && (lead << 8) + second === colon) view[at + byte++ - from] = COLON
        for (; byte < stop; byte++) view[at + byte - from] = MASK
      }
      return byte - from
    },
    decode: decoder(name),
  }
}
