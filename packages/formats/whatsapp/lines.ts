import type { LineKind } from '../transcript/lines.ts'
import type { Stamp } from './dates.ts'

const DATE = String.raw`(\d{1,4})([./-])(\d{1,2})[./-](\d{2,4})`
const TIME = String.raw`(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[\sÿ]{0,2}([AaPp])\.?[\sÿ]?[Mm]\.?)?`
/** Between date and time: a comma, blanks, and in some languages a word. */
const BETWEEN = String.raw`,?[\sÿ]{1,4}(?:(?:at|um|kl\.?|klo|a las|a)[\sÿ]{1,2})?`
/** `[01.12.23, 21:00:05] ` of iOS, or `12/1/23, 9:00 PM - ` of Android; marks of direction may stand before it. */
const PREFIX = new RegExp(
  String.raw`^[ÿ\s]{0,3}(?:\[${DATE}${BETWEEN}${TIME}\][\sÿ]{0,3}|${DATE}${BETWEEN}${TIME}[\sÿ]{1,3}[-ÿ][\sÿ]{1,3})`,
)
/** Marks of direction and the narrow blank, which show nothing. */
const INVISIBLE = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

export interface Message {
  stamp: Stamp
  /** Absent where WhatsApp itself speaks. */
  speaker?: string
  /** First line of what was said. */
  text: string
}

/** A line in the form in which it is looked at: what is no ASCII is one sign. */
const plain = (line: string): string => line.replace(/[^\u0020-\u007f\t\r\n]/g, 'ÿ')

export const whatsappLines = {
  kind: (line: string): LineKind => (PREFIX.test(plain(line)) ? 'speaker' : 'text'),
}

/** A line that begins a message, in its parts; `null` when it begins none. */
export function messageOf(line: string): Message | null {
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
  const rest = line.slice(found[0].length)
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
