import type { LineKind } from '../transcript/lines.ts'
import type { Stamp } from './dates.ts'

const DATE = String.raw`(\d{1,4})([./-])\s?(\d{1,2})[./-]\s?(\d{2,4})\.?`
const TIME = String.raw`(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[\sÿ]{0,2}([AaPp])\.?[\sÿ]?[Mm]\.?)?`
/** Between date and time: a comma, blanks, and in some languages a word. */
const BETWEEN = String.raw`,?[\sÿ]{1,4}(?:(?:at|um|kl\.?|klo|a las|a)[\sÿ]{1,2})?`
/** `[01.12.23, 21:00:05] ` of iOS, or `12/1/23, 9:00 PM - ` of Android; marks of direction may stand before it. */
const PREFIX = new RegExp(
  String.raw`^[ÿ\s]{0,3}(?:\[${DATE}${BETWEEN}${TIME}\][\sÿ]{0,3}|${DATE}${BETWEEN}${TIME}[\sÿ]{1,3}[-ÿ][\sÿ]{1,3})`,
)
/** Marks of direction and the narrow blank, which show nothing. */
const INVISIBLE = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Digits of other scripts, too. */
const NUMBER = String.raw`([\d\u0660-\u0669\u06f0-\u06f9]{1,4})`
const HALVES: { readonly [sign: string]: 'a' | 'p' } = {
  上午: 'a',
  下午: 'p',
  午前: 'a',
  午後: 'p',
  오전: 'a',
  오후: 'p',
  ÖÖ: 'a',
  ÖS: 'p',
  पूर्वाह्न: 'a',
  अपराह्न: 'p',
  'π.μ.': 'a',
  'μ.μ.': 'p',
  ص: 'a',
  م: 'p',
}
/** `2023/1/5 下午10:00 - `, `2023년 1월 5일 오후 10:00, `, `٥/١/٢٠٢٣، ١٠:٠٠ م - `; marks of direction aside. */
const WIDE = new RegExp(
  String.raw`^\s{0,3}\[?${NUMBER}[./年년-]\s?${NUMBER}[./月월-]\s?${NUMBER}[.日일]?[,،]?\s{0,2}(上午|下午|午前|午後|오전|오후|ÖÖ|ÖS)?\s?${NUMBER}[:.]${NUMBER}(?:[:.]${NUMBER})?\s?([صم]|पूर्वाह्न|अपराह्न|[πμ]\.μ\.)?(?:\]\s{0,2}|\s-\s|,\s)`,
  'u',
)
/** The same as a cutter sees it: what is no ASCII is one sign, however long it is. */
const WIDE_PLAIN = (() => {
  const [number, between] = [String.raw`(?:\d{1,4}|ÿ)`, String.raw`(?:ÿ?[./-]|ÿ)\s?`]
  return new RegExp(
    String.raw`^[ÿ\s]{0,3}\[?${number}${between}${number}${between}${number}ÿ?\.?,?\s{0,2}(?:[ÖS]{0,2}ÿ[ÖS]?\s?)?${number}[:.]${number}(?:[:.]${number})?(?:\s?ÿ(?:\.ÿ\.)?)?(?:\]\s{0,2}|\s-\s|,\s)`,
  )
})()

export interface Message {
  stamp: Stamp
  /** Absent where WhatsApp itself speaks. */
  speaker?: string
  /** First line of what was said. */
  text: string
}

/** A line in the form in which it is looked at: what is no ASCII is one sign. */
const plain = (line: string): string => line.replace(/[^\u0020-\u007f\t\r\n]/g, 'ÿ')

/** Lines of a chat, `wide` where some of its stamps have digits or halves of the day in other scripts. */
export const whatsappLines = (wide: boolean): { kind: (line: string) => LineKind } => ({
  kind: (line) => {
    const seen = plain(line)
    return PREFIX.test(seen) || (wide && WIDE_PLAIN.test(seen)) ? 'speaker' : 'text'
  },
})

/** Whether a line's stamp is one in another script. */
export const isWide = (line: string): boolean => wideStamp(line) !== null

function wideStamp(given: string): { stamp: Stamp; rest: string } | null {
  const line = given.slice(0, 200).replace(INVISIBLE, '')
  const found = WIDE.exec(line)
  if (!found) return null
  const [a, b, c, before, hour, minute, second, behind] = found.slice(1) as (string | undefined)[]
  const half = HALVES[before ?? behind ?? ''] ?? null
  // Otherwise it is one as all others are.
  if (half === null && /^[\x20-\x7f]*$/.test(found[0])) return null
  const date: Stamp['date'] = [numberOf(a), numberOf(b), numberOf(c)]
  const time = {
    hour: numberOf(hour),
    minute: numberOf(minute),
    second: second === undefined ? null : numberOf(second),
  }
  return { stamp: { date, ...time, half, sign: '/' }, rest: line.slice(found[0].length) + given.slice(200) }
}

/** Arabic digits begin at U+0660, Persian ones at U+06F0; the last four bits of each are its value. */
const numberOf = (digits = ''): number => Number(digits.replaceAll(/\D/g, (digit) => String(digit.charCodeAt(0) & 15)))

/** A line that begins a message, in its parts; `null` when it begins none. */
export function messageOf(line: string): Message | null {
  const wide = wideStamp(line)
  if (wide) return saidIn(wide.rest, wide.stamp)
  const found = PREFIX.exec(plain(line))
  if (!found) return null
  const [a, sign, b, c, hour, minute, second, half] = found[1] === undefined ? found.slice(9) : found.slice(1)
  const stamp: Stamp = {
    date: [Number(a), Number(b), Number(c)],
    hour: Number(hour),
    minute: Number(minute),
    second: second === undefined ? null : Number(second),
    half: half === undefined ? null : (half.toLowerCase() as 'a' | 'p'),
    sign: sign ?? '/',
  }
  return saidIn(line.slice(found[0].length), stamp)
}

function saidIn(rest: string, stamp: Stamp): Message {
  const colon = rest.search(/:(?:\s|$)/)
  const speaker = colon > 0 && colon <= 80 ? visible(rest.slice(0, colon)).replace(/^~\s?/, '') : ''
  // Nobody is called by a name with quotes: that is a notice of a group's new subject.
  if (speaker === '' || /["“”]/.test(speaker) || isNotice(rest)) return { stamp, text: visible(rest) }
  const text = rest.slice(colon + 1)
  return isNotice(text) ? { stamp, text: visible(text) } : { stamp, speaker, text: text.trim() }
}

export const visible = (text: string): string => text.replace(INVISIBLE, '').trim()

const ENCRYPTED =
  /end-to-end[ -]encrypt|ende-zu-ende-verschl|extremo a extremo|bout en bout|ponta a ponta|crittografia end-to-end|crittografati end-to-end|eind-tot-eind|端到端加密/i
const OMITTED = /omitted|omitid|omess[aoi]|omis|ausgeschlossen|weggelassen|ausgelassen|weggelaten|utelämn|忽略/i
const ATTACHED =
  /^<(?:attached|angehängt|adjunto|anexado|pièce jointe|allegato|bijgevoegd)\s?:.*>$|\((?:file attached|datei angehängt|archivo adjunto|arquivo anexado|fichier joint|file allegato|bestand bijgevoegd)\)$/i
const DELETED =
  /^(?:this message was deleted|you deleted this message|diese nachricht wurde gelöscht|se eliminó este mensaje|ce message a été supprimé)\.?$/i
const EDITED =
  /\s*[\u200e\u200f]?<(?:this message was edited|diese nachricht wurde bearbeitet|se editó este mensaje|ce message a été modifié)\.?>$/i

/** What the program says itself: of encryption, or, as iOS marks it, with a mark of direction in front. */
function isNotice(text: string): boolean {
  const marked = /^\s*[\u200e\u200f]/.test(text)
  const shown = visible(text)
  return ENCRYPTED.test(shown) || (marked && markOf(text.trim()) === null)
}

/** A message without words, as a mark in brackets: what was sent was left out of the export, or taken back. */
export function markOf(text: string): string | null {
  const shown = visible(text)
  const [first = '', ...rest] = shown.split('\n')
  if (ATTACHED.test(first)) return ['[file attached]', ...rest].join('\n')
  if (DELETED.test(shown)) return '[message deleted]'
  if (shown === 'null') return '[media omitted]'
  if (
    shown.length <= 80 &&
    !shown.includes('\n') &&
    OMITTED.test(shown) &&
    (shown.startsWith('<') || /^[\u200e\u200f]/.test(text))
  )
    return `[${shown.replace(/^<|>$/g, '')}]`
  return null
}

export const withoutEdited = (text: string): string => text.replace(EDITED, '')
