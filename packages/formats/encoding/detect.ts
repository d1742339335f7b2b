import { isAscii, isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'

export interface DetectedEncoding {
  /** A label that `TextDecoder` knows, in lower case. */
  encoding: string
  /** Byte length of a byte order mark at the start. */
  bom: number
  /** False when nothing but ASCII was seen, so that the rest of the file may still say otherwise. */
  certain: boolean
}

/**
 * Says in which encoding the beginning of a file is written; `null` when it is no text.
 * Looks at byte order marks, at where zero bytes stand, at UTF-8 validity line by line, and only then at statistics.
 */
export function detectEncoding(bytes: Uint8Array): DetectedEncoding | null {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { encoding: 'utf-32le', bom: 4, certain: true }
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', bom: 4, certain: true }
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bom: 3, certain: true }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bom: 2, certain: true }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bom: 2, certain: true }
  const zeros = zerosByParity(bytes)
  // A stray zero spoils its line, not the file.
  if (zeros.even + zeros.odd > 0 && !isStray(bytes)) {
    const wide = unmarkedUtf32(bytes) ?? unmarkedUtf16(bytes, zeros)
    if (wide || zeros.even + zeros.odd > bytes.length * MOST_ZEROS) return wide
  }
  if (controlShare(bytes) > 0.02) return null
  if (isAscii(bytes)) return { encoding: 'utf-8', bom: 0, certain: false }
  if (isUtf8(withoutCutEnd(bytes))) return { encoding: 'utf-8', bom: 0, certain: true }
  return legacy(bytes)
}

function zerosByParity(bytes: Uint8Array): { even: number; odd: number } {
  let even = 0
  let odd = 0
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) {
    if (at % 2 === 0) even++
    else odd++
  }
  return { even, odd }
}

/** So many zeros may stand in a text that was padded or broken. */
const MOST_ZEROS = 0.1

/** Whether few lines hold zeros. */
function isStray(bytes: Uint8Array): boolean {
  let lines = 0
  let zeroLines = 0
  for (let from = 0; from < bytes.length; lines++) {
    const at = bytes.indexOf(10, from)
    const end = at === -1 ? bytes.length : at + 1
    if (bytes.subarray(from, end).includes(0)) zeroLines++
    from = end
  }
  return zeroLines <= lines * 0.2
}

/** Text in a Latin script has a zero in nearly every unit, always on the same side; CJK text still has it in spaces and line ends. */
function unmarkedUtf16(bytes: Uint8Array, { even, odd }: { even: number; odd: number }): DetectedEncoding | null {
  const units = bytes.length / 2
  const [more, less] = odd > even ? [odd, even] : [even, odd]
  if (less > more * 0.02 || more < units * 0.05) return null
  const encoding = odd > even ? 'utf-16le' : 'utf-16be'
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, bytes.length & ~1))
  const broken = text.split(/[\p{Cc}\ufffd]/u).length - text.split(/[\t\n\r]/).length
  return broken > text.length * 0.01 ? null : { encoding, bom: 0, certain: true }
}

/** No character needs the first of its four bytes, and few need the second. */
function unmarkedUtf32(bytes: Uint8Array): DetectedEncoding | null {
  const units = Math.floor(bytes.length / 4)
  const share = (place: number) => {
    let zeros = 0
    for (let unit = 0; unit < units; unit++) if (bytes[unit * 4 + place] === 0) zeros++
    return zeros / units
  }
  if (units < 4) return null
  if (share(3) === 1 && share(2) > 0.95 && share(0) < 0.1) return { encoding: 'utf-32le', bom: 0, certain: true }
  if (share(0) === 1 && share(1) > 0.95 && share(3) < 0.1) return { encoding: 'utf-32be', bom: 0, certain: true }
  return null
}

/** Escapes of terminals, and the signs around times in TalkBank's CHAT. */
const IN_TEXTS = new Set([0x1b, 0x15])

function controlShare(bytes: Uint8Array): number {
  let controls = 0
  for (const byte of bytes) if ((byte < 9 && byte > 0) || (byte > 13 && byte < 32 && !IN_TEXTS.has(byte))) controls++
  return controls / Math.max(bytes.length, 1)
}

/** Leaves away a character that the end of the sample cuts. */
function withoutCutEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && bytes.length - end < 3 && (bytes[end - 1] & 0xc0) === 0x80) end--
  const lead = bytes[end - 1] ?? 0
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return length > bytes.length - end + 1 ? bytes.subarray(0, end - 1) : bytes
}

function legacy(bytes: Uint8Array): DetectedEncoding | null {
  const lines = countLines(bytes)
  if (lines.utf8 >= lines.other) return { encoding: 'utf-8', bom: 0, certain: true }
  const guess = guessScript(bytes)
  if (guess) return { encoding: guess, bom: 0, certain: true }
  const isMac = sense(bytes, 'macintosh') > Math.max(0.9, sense(bytes, 'windows-1252') + 0.1)
  const eastern = guessEastern(bytes, isMac)
  if (eastern) return { encoding: eastern, bom: 0, certain: true }
  if (isMac) return { encoding: 'macintosh', bom: 0, certain: true }
  if (latinPlausibility(bytes) >= 0.6) return { encoding: 'windows-1252', bom: 0, certain: true }
  // A few broken lines in a file that is otherwise plain: those lines are bad, not the file.
  return lines.other <= Math.max(1, lines.all * 0.2) ? { encoding: 'utf-8', bom: 0, certain: true } : null
}

/**
 * Languages of Latin script with letters of their own tell themselves by which letters stand together: in the whole text,
 * or, where much of that is names of columns and speakers, in the words with such letters.
 */
function guessEastern(bytes: Uint8Array, mayBeOther: boolean): string | null {
  const whole = easternIn(bytes)
  if (whole && whole.confidence >= 40 && whole.confidence >= whole.western * 1.5) return whole.name
  const words = whole && !mayBeOther ? easternIn(accented(bytes)) : null
  if (!whole || !words) return null
  const least = whole.confidence >= whole.western * 0.8 ? 30 : 60
  const times = whole.confidence >= Math.max(40, whole.western) ? 1.5 : 1.9
  const isTelling = words.confidence >= least && words.confidence >= words.western * times
  // Or some letters are none at all in the west.
  const isNeeded =
    words.confidence >= Math.max(20, words.western) && sense(bytes, words.name) > sense(bytes, 'windows-1252') + 0.1
  return isTelling || isNeeded ? words.name : null
}

function easternIn(bytes: Uint8Array): { name: string; confidence: number; western: number } | null {
  const found = analyse(bytes)
  const best = found.find(({ name }) => /^(windows-125[047]|iso-8859-(2|9))$/i.test(name))
  const western = found.find(({ name }) => /^(iso-8859-1|windows-1252)$/i.test(name))?.confidence ?? 0
  return best ? { name: best.name.toLowerCase(), confidence: best.confidence, western } : null
}

/** The words that have letters beyond ASCII. */
const accented = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(
    (
      Buffer.from(bytes)
        .toString('latin1')
        .match(/(?<![a-z\x80-\xff])[a-z]*[\x80-\xff][a-z\x80-\xff]*/gi) ?? []
    ).join(' '),
    'latin1',
  )

/** So few bytes say nothing of a script. */
const ENOUGH = 12

/** An encoding of a script whose letters are all above ASCII, so that such bytes stand beside each other. */
function guessScript(bytes: Uint8Array): string | null {
  const { high, together } = company(bytes)
  if (high < ENOUGH || together < high * 0.6) return null
  for (const { name, confidence } of analyse(bytes)) {
    const encoding = name.toLowerCase()
    if (/^(utf|iso-2022|iso-8859-1$|windows-1252)/.test(encoding) || confidence < 10) continue
    if (decodes(bytes, encoding)) return encoding
  }
  return null
}

/** Lines with bytes above ASCII, by whether they are valid UTF-8. */
function countLines(bytes: Uint8Array): { all: number; utf8: number; other: number } {
  const counts = { all: 0, utf8: 0, other: 0 }
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(10, from)
    const end = at === -1 ? bytes.length : at + 1
    const line = at === -1 ? withoutCutEnd(bytes.subarray(from)) : bytes.subarray(from, end)
    counts.all++
    if (!isAscii(line)) counts[isUtf8(line) ? 'utf8' : 'other']++
    from = end
  }
  return counts
}

/** How many bytes are above ASCII, and how many of them stand beside another one. */
function company(bytes: Uint8Array): { high: number; together: number } {
  let high = 0
  let together = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] < 0x80) continue
    high++
    if ((bytes[at - 1] ?? 0) >= 0x80 || (bytes[at + 1] ?? 0) >= 0x80) together++
  }
  return { high, together }
}

/** € ‚ „ … † ‘ ’ “ ” • – — ™, no-break space, ¡ £ § © « ° ´ · » ½ ¿ × and their kin. */
const LATIN_SIGNS = new Set([
  0x80, 0x82, 0x84, 0x85, 0x86, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xa0, 0xa1, 0xa3, 0xa7, 0xa9, 0xab,
  0xad, 0xae, 0xb0, 0xb1, 0xb4, 0xb7, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf, 0xd7,
])
/** Ð Ý Þ ð ý þ ÿ ÷: too rare to speak for a Latin text. */
const RARE = new Set([0xd0, 0xdd, 0xde, 0xf0, 0xfd, 0xfe, 0xff, 0xf7])

/** Share of the bytes above ASCII that make sense in Windows-1252: signs, or accented letters beside plain ones. */
function latinPlausibility(bytes: Uint8Array): number {
  let high = 0
  let plausible = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte < 0x80) continue
    high++
    if (LATIN_SIGNS.has(byte)) plausible++
    else if (byte >= 0xc0 && !RARE.has(byte) && (isLetter(bytes[at - 1]) || isLetter(bytes[at + 1]))) plausible++
    else if ([0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f].includes(byte) && isLetter(bytes[at + 1])) plausible++
  }
  return high === 0 ? 0 : plausible / high
}

/** Share of the characters above ASCII that stand where such ones do: letters within words, quotes around them. */
function sense(bytes: Uint8Array, encoding: string): number {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, 64 * 1024))
  let above = 0
  let sensible = 0
  for (const [{ length }, before = '', sign = '', after = ''] of text.matchAll(/(?<=(^|.))(\P{ASCII})(?=(.|$))/gsu)) {
    above += length
    // A word may be one letter, as à is.
    const inWord = /\p{L}/u.test(before + after) || (before + after).trim() === ''
    if (
      /\p{Ll}/u.test(sign)
        ? inWord
        : /\p{Lu}/u.test(sign)
          ? !/\p{Ll}/u.test(before) && /\p{L}/u.test(after)
          : SIGNS.has(sign)
    )
      sensible++
  }
  return above === 0 ? 0 : sensible / above
}

const SIGNS = new Set('‘’“”„‚«»–—…•€£§°·¿¡©®™\u00a0')

const isLetter = (byte = 0): boolean => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)

/** Whether nearly all lines are valid in an encoding that `TextDecoder` knows. */
function decodes(bytes: Uint8Array, encoding: string): boolean {
  try {
    const text = new TextDecoder(encoding).decode(bytes)
    const broken = text.split('\ufffd').length - 1
    return broken <= Math.max(1, text.length * 0.001)
  } catch {
    return false
  }
}
