// UTF-8 that was read in an encoding of one byte a character shows each byte as one character: ‘â€™’ for ‘’’. Turning
// those characters back into bytes and finding valid UTF-8 there is no proof yet: ‘fatigué…»’ is plain French, and é, …
// and » are also the three bytes of a Chinese character. So a run of such characters is repaired only where its place or
// its kind leaves no doubt; where that is, was learnt from ftfy (Speer) and from what people write.

/** How an encoding shows the bytes from 0x80 on. */
interface Misreading {
  readonly byteOf: ReadonlyMap<string, number>
  /** Whether text may hold it at all. */
  readonly hint: RegExp
  /** Sequences of characters, one after the other, whose bytes may be UTF-8 beyond ASCII. */
  readonly runs: RegExp
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
let misreadings: readonly Misreading[] | undefined

/** Repairs text that was encoded as UTF-8 and decoded as something else, where that is certain; else returns it as it is. */
export function repairMojibake(text: string): string {
  misreadings ??= ['windows-1252', 'macintosh', 'windows-1251', 'ibm437'].map(misreadingAs)
  let best = { text, explained: 0 }
  for (const misreading of misreadings) {
    if (!misreading.hint.test(text)) continue
    const repaired = repair(text, misreading)
    if (repaired.explained > best.explained) best = repaired
  }
  return best.text
}

/** The repaired text, and how many of its characters that explains; 0 where nothing is certain. */
function repair(text: string, { runs, byteOf }: Misreading): { text: string; explained: number } {
  let [beyondAscii, possible, explained] = [0, 0, 0]
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) beyondAscii++
  const certain = text.replace(runs, (run, at: number) => {
    const meant = decode(run, byteOf)
    if (meant === null) return run
    possible += run.length
    if (!isCertain(run, meant, byteOf, text, at)) return run
    explained += run.length
    return meant
  })
  if (explained === 0) return { text, explained }
  // One place is certain, and nothing in the text speaks against the others.
  if (possible === beyondAscii)
    return { text: text.replace(runs, (run) => decode(run, byteOf) ?? run), explained: possible }
  // ‘à’ is shown as ‘Ã’ and a no-break space, which many a program turns into a plain one.
  return { text: certain.replace(/(?<=[\p{Ll}\s]|^)Ã (?= ?\p{L})/gu, 'à '), explained }
}

function decode(run: string, byteOf: ReadonlyMap<string, number>): string | null {
  const bytes = Uint8Array.from(run, (character) => byteOf.get(character)!)
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

/** What follows accented letters in real text, so that it proves nothing by itself. */
const USUAL = '‘’“”–—…«»‹›•·¡¿°\u00a0'
const SYMBOLS = /^[\ufe0f\u2010-\u205e\u20a0-\u20c0\u2100-\u214f\u2190-\u2bff\ufeff]+$/u
const LATIN = /^[\u00a0-\u017f]+$/u
const EMOJI = /^(?:[\u{1f000}-\u{1faff}]|\ufe0f|\u200d)+$/u
/** Latin letters, symbols and emoji in one run, as in ‘Ã©â€™’. */
const MIXED = /^[\ufe0f\u00a0-\u017f\u2010-\u205e\u20a0-\u20c0\u2100-\u214f\u2190-\u2bff\u{1f000}-\u{1faff}]+$/u
const SCRIPTS = [
  /^[\p{sc=Cyrillic}\p{sc=Inherited}]+$/u,
  /^[\p{sc=Greek}\p{sc=Inherited}]+$/u,
  /^[\p{sc=Arabic}\p{sc=Inherited}،؛؟]+$/u,
  /^[\p{sc=Hebrew}\p{sc=Inherited}]+$/u,
  /^[\p{sc=Devanagari}\p{sc=Inherited}।]+$/u,
  /^[\p{sc=Thai}]+$/u,
  /^[\p{sc=Hangul}]+$/u,
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\u3000-\u303f\uff00-\uffef]+$/u,
]

function isCertain(
  run: string,
  meant: string,
  byteOf: ReadonlyMap<string, number>,
  whole: string,
  at: number,
): boolean {
  if (EMOJI.test(meant)) return true
  const unusual = Array.from(run).some((character) => byteOf.get(character)! < 0xc0 && !USUAL.includes(character))
  if (!unusual && !/\p{Ll}/u.test(whole.slice(Math.max(0, at - 1), at))) return false
  if (SYMBOLS.test(meant)) return unusual
  const isOne = Array.from(meant).length === 1
  if (isOne) return LATIN.test(meant) && isOutOfPlace(run, unusual, whole, at)
  return unusual && (MIXED.test(meant) || SCRIPTS.some((script) => script.test(meant)))
}

/**
 * Whether one letter's two characters stand where no writer puts them: a capital or a sign behind a small letter
 * (‘cafÃ©’), or within or at the beginning of a word that goes on in small letters (‘NÃ£o’, ‘Ã©tÃ©’).
 */
function isOutOfPlace(run: string, unusual: boolean, whole: string, at: number): boolean {
  const before = whole.slice(Math.max(0, at - 1), at)
  const after = whole.slice(at + run.length, at + run.length + 1)
  if (/\p{Ll}/u.test(before)) return true
  if (!unusual) return false
  return /\p{Ll}/u.test(after) || (/^[ÂÃ]/.test(run) && !/\p{Lu}/u.test(before))
}

const IBM437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

function misreadingAs(encoding: string): Misreading {
  const shown =
    encoding === 'ibm437'
      ? IBM437
      : new TextDecoder(encoding).decode(Uint8Array.from({ length: 128 }, (_, at) => at + 0x80))
  const byteOf = new Map(Array.from(shown, (character, at) => [character, at + 0x80]))
  // Latin-1 is read the same, but for the bytes below 0xA0.
  if (encoding === 'windows-1252')
    for (let byte = 0x80; byte < 0xa0; byte++) byteOf.set(String.fromCharCode(byte), byte)
  const within = (from: number, to: number): string =>
    `[${[...byteOf]
      .filter(([, byte]) => byte >= from && byte <= to)
      .map(([character]) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')}]`
  const more = within(0x80, 0xbf)
  const sequence = `${within(0xc2, 0xdf)}${more}|${within(0xe0, 0xef)}${more}{2}|${within(0xf0, 0xf4)}${more}{3}`
  return { byteOf, hint: new RegExp(`${within(0xc2, 0xf4)}${more}`), runs: new RegExp(`(?:${sequence})+`, 'g') }
}
