import { isKnownRole } from '../roles/index.ts'

/** How a file writes its speakers' names. */
export interface LabelStyle {
  /** Names seen in the file, {@link masked}; any other name-like label counts too unless `closed`. */
  names: readonly string[]
  closed: boolean
}

export interface SpeakerLine {
  speaker: string
  time?: string
  /** Index in the line where what was said begins. */
  text: number
}

const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?`
/** `[00:01:02] Name:`, `00:01:02 Name:`, `(01:02) - Name:` */
const LEADING_TIME = new RegExp(String.raw`^\s{0,8}[[(]?(${TIME})[\])]?\s{0,3}[-–—|ÿ]?\s{0,3}`)
/** `Name [00:01:02]:`, `Name (01:02):` */
const NAME_AND_TIME = new RegExp(String.raw`^([^:]{1,80}?)\s{1,3}[[(](${TIME})[\])]\s?:`)
const SEPARATOR = /^\s{0,8}(?:-{3,}|={3,}|\*{3,}|_{3,}|#{3,}|~{3,})\s*$/
const HEADING =
  /^\s{0,8}(?:#{1,6}\s|={2,}\s?\w|-{2,}\s?\w|\[?(?:session|conversation|transcript|dialogue|dialog|interview|chat|case|call)\s{0,3}(?:no\.?|number|id|#)?\s{0,3}[:#]?\s{0,3}[\w-]{0,24}\d[\w-]{0,24}\]?\s{0,3}[:.=-]*\s*$)/i
/** Words that end with a colon in prose. */
const NO_SPEAKERS = new Set(
  'note notes example examples question warning summary date time location title subject re fwd http https ps p.s. topic'.split(
    ' ',
  ),
)

/** Reads a line that begins a turn; `null` when it names nobody. */
export function speakerOf(line: string, style: LabelStyle): SpeakerLine | null {
  if (!line.includes(':')) return null
  const named = /[[(]/.test(line) ? NAME_AND_TIME.exec(line) : null
  if (named && isLabel(named[1].trim(), style))
    return { speaker: named[1].trim(), time: named[2], text: named[0].length }
  const leading = LEADING_TIME.exec(line)
  const from = leading ? leading[0].length : 0
  const colon = line.indexOf(':', from)
  if (colon === -1 || colon - from > 100) return null
  const after = line[colon + 1]
  if (after !== undefined && !/[\s\p{L}"“‘'([]/u.test(after)) return null
  const label = line.slice(from, colon).trim()
  if (!isLabel(label, style)) return null
  return { speaker: label, ...(leading && { time: leading[1] }), text: colon + 1 }
}

/**
 * A name or line in the form in which a cutter sees it, whatever the encoding: lower case aside, all that is not ASCII
 * is one sign. It is a letter, so that such names still look like names.
 */
export const masked = (text: string): string => maskedLine(text).toLowerCase()
export const maskedLine = (text: string): string => text.replace(/[^\u0020-\u007f\t\r\n]+/g, 'ÿ')

export const isSeparator = (line: string): boolean => SEPARATOR.test(line)
export const isHeading = (line: string): boolean => HEADING.test(line)

function isLabel(label: string, { names, closed }: LabelStyle): boolean {
  const lower = label.toLowerCase()
  if (label === '' || NO_SPEAKERS.has(lower)) return false
  if (names.includes(masked(label))) return true
  return !closed && looksLikeName(label)
}

/** A known role, or one to four words that begin with capitals and hold no sentence signs. */
export function looksLikeName(label: string): boolean {
  if (label.length > 80 || /[!?,;"“”<>{}=|/\\*_]/.test(label)) return false
  if (isKnownRole(label)) return true
  const words = label.split(/\s+/)
  return (
    words.length <= 4 &&
    words.every((word) => /^(?:[\p{Lu}\p{Lo}\u0080-\u00ff]|\(|#?\d)/u.test(word)) &&
    /[\p{L}]/u.test(label)
  )
}
