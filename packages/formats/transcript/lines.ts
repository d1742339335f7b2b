import { isKnownRole } from '../roles/index.ts'

/**
 * How a file names its speakers: `Name: text`; `Name  0:12` or `0:12 Name` above the text; `[NAME] text` or `<name> text`;
 * `Q. text`; `NAME` with a gap or a tab before the text; `NAME - text`; `NAME` above the text. Times may stand before the name in most.
 */
export const FORMS = ['colon', 'time', 'bracket', 'dot', 'gap', 'dash', 'alone'] as const
export type Form = (typeof FORMS)[number]

/** How a file writes its speakers' names. */
export interface LabelStyle {
  form: Form
  /** Names seen in the file, {@link masked}; any other name-like label counts too unless `closed`. */
  names: readonly string[]
  closed: boolean
  /** Numbers stand before each line, or before each line that names a speaker. */
  numbered: 'lines' | 'turns' | null
  /** Headers and footers of pages, {@link pattern}ed. */
  furniture: readonly string[]
}

export interface SpeakerLine {
  speaker: string
  time?: string
  /** Index in the line where what was said begins. */
  text: number
  /** The line says so clearly that the name may be any. */
  sure?: boolean
  /** What stands in brackets behind the name, and tells how something is said. */
  aside?: string
  /** The conversation that the line says it is of, where its neighbours may be of others. */
  conversation?: string
}

/** What a line is to the turns around it; `noise` belongs to none. */
export type LineKind = 'speaker' | 'opens' | 'noise' | 'text'

/** Reads lines one at a time, in the form in which a cutter sees them and in the form in which people wrote them. */
export interface LineReader {
  kind(line: string, afterBlank: boolean): LineKind
  /** Reads a line that begins a turn; `null` when it names nobody. */
  speaker(line: string): SpeakerLine | null
  /** What somebody said in a line, without marks around it. */
  said(line: string): string
  /** What somebody said in several lines, where more than line ends parts them. */
  together?(lines: readonly string[]): string
}

const TIME = String.raw`\d{1,3}:\d{2}(?::\d{2})?(?:[.,;:]\d{1,3})?`
/** Begins with the time that counts, perhaps behind a day; the end of what it spans may follow. */
const span = (day = ''): string =>
  String.raw`(${day}${TIME}(?:\s?[AP]M)?)(?:\s?(?:-->|[-–—ÿ]|to)\s?${TIME}(?:\s?[AP]M)?)?`
/** A clock that begins what was said, in brackets or before a gap; years and sums in brackets are words. */
export const LEADING_CLOCK = new RegExp(String.raw`^(?:[[(](${TIME})[\])]\s+|(${TIME})(?:\t\s*| {2,}))`)
/** In `#00:01:02-3#` the last digit is a tenth of a second. */
const STAMP = String.raw`[[(<#]?${span()}(?:-\d)?[\])>#]?`
/** A day before a time, as logs and chats write it; what it says stays with the time. */
const DAY = String.raw`(?:\d{4}-\d{2}-\d{2}[T ,]\s?|\d{1,2}[./]\d{1,2}[./]\d{2,4},?\s(?:at\s)?)?`
/** The same before a name, with or without a day. */
const DATED = String.raw`[[(<#]?(?:(?:today|yesterday)(?:\sat)?\s)?${span(DAY)}(?:-\d)?[\])>#]?`
/** `[00:01:02] Name:`, `00:01:02 Name:`, `(01:02) - Name:` */
const LEADING_TIME = new RegExp(String.raw`^\s{0,8}${DATED}\s{0,3}[-–—|ÿ]?\s{0,3}`, 'i')
/** `Name [00:01:02]:`, `Name (01:02):`, `Name 01:02:` */
const NAME_AND_TIME = new RegExp(String.raw`^\s{0,8}([^:]{1,80}?),?\s{1,3}(?:[-–—ÿ]\s)?${STAMP}\s?:(?=\s|$)`)
/** `Name  0:12`, `Name, 0:12`, `[Name] 10:00:12 AM` */
const NAME_ABOVE = new RegExp(String.raw`^\s{0,8}([^:\t]{1,80}?)(?:\s?[|,–—ÿ-]\s{0,3}|\s{1,12})${DATED}\s*$`, 'i')
/** `0:12 Name` */
const TIME_ABOVE = new RegExp(String.raw`^\s{0,8}${DATED}\s{0,6}[-–—|ÿ]?\s{0,3}([^:\t]{1,80}?)\s*$`, 'i')
const BRACKET = /^\s{0,8}([[({<])\s?([^\s\])}>][^\])}>:]{0,38}?)\s?[\])}>]\s{1,8}(?=\S)/
const DOT =
  /^\s{0,20}(?!(?:Dr|Mr|Mrs|Ms|Prof|St|Fr|Hr|No|Nr)\.)([QA]|[A-Z][a-z]?\d{0,2}|[A-Z][A-Za-z]{2,15})\.\s{1,8}(?=\S)/
const DASHED = /^\s{0,8}([^\t:]{1,40}?)\s{1,3}(?:[-–—ÿ|=~]|[→»›]|>{1,3}|[-=]{1,2}>)\s{1,3}(?=\S)/
/** Behind a time, a role before a blank. */
const ROLE = /^([A-Za-z]{2,20})\s{1,8}(?=\S)/
/** Behind a time, a name before a tab. */
const TABBED = /^([^\t:]{1,40})\t\s*(?=\S)/
const GAP = /^\s{0,8}([^\t:]{1,40}?)(?:\t\s*| {2,20})(?=\S)/
const NUMBER = /^\s{0,8}\d{1,6}(?:[.)]|:(?!\d))?\s{1,8}/
const SEPARATOR = /^\s{0,8}(?:-{3,}|={3,}|\*{3,}|_{3,}|#{3,}|~{3,})\s*$/
const HEADING =
  /^\s{0,8}(?:#{1,6}\s|={2,}\s?\w|-{2,}\s?\w|\[?(?:session|conversation|transcript|dialogue|dialog|interview|chat|case|call|id)\s{0,3}(?:no\.?|number|id|#)?\s{0,3}[:#=]?\s{0,3}[\w-]{0,24}\d[\w-]{0,24}\]?\s{0,3}[:.=-]*\s*$)/i
/** Nothing but the number of a session, so that no blank line has to stand before it. */
const BARE_HEADING =
  /^\s{0,8}(?:session|sitzung|interview|conversation|dialogue)\s{1,3}(?:no\.?\s?|#\s?)?\d{1,4}\s{0,3}:?\s*$/i
const PAGE = /^\s*[[(–—ÿ-]*\s*(?:page|seite|pg\.?|p\.)\s*\d{1,5}(?:\s*(?:of|von|\/)\s*\d{1,5})?\s*[\])–—ÿ-]*\s*$/i
/** Headers and tiers of TalkBank's CHAT: what is said stands behind `*THE:`. */
const CLAN = /^(?:@[A-Z][\w ]{1,24}(?::|$)|%[a-z]{3}:)/
/** A line with nothing but a day, above what a chat holds of it. */
const ONLY_DAY = /^\s*\d{4}[./-]\d{1,2}[./-]\d{1,2}\.?\s?(?:\([\wÿ.]{1,4}\))?\s*$/
/** What programs put below what they heard. */
const CREDIT =
  /^\s*(?:(?:transcribed|transcript (?:made|created|generated)|generated|exported) (?:by|with|using|from) \S{2,60}|(?:exported|total:?) [\d.,]{1,12} (?:messages?|lines?)(?:\(s\))?)\.?\s*$/i
/** What programs call whom they hear. */
const VOICE = /^speaker[\s_-]?\d{1,3}$/i
/** Words that end with a colon in prose or before what is no speech. */
const NO_SPEAKERS = new Set(
  `note notes example examples question warning summary date time location title subject re fwd http https ps p.s. topic
    from to cc bcc sent duration recorded length page total result results monday tuesday wednesday thursday friday
    saturday sunday today tomorrow laughter laughs laughing music crosstalk inaudible silence pause applause noise sighs`.split(
    /\s+/,
  ),
)

export class TranscriptLines implements LineReader {
  readonly #style: LabelStyle

  constructor(style: LabelStyle) {
    this.#style = style
  }

  kind(line: string, afterBlank: boolean): LineKind {
    if (line.trim() === '') return 'text'
    if (this.speaker(line)) return 'speaker'
    if (isSeparator(line) || BARE_HEADING.test(line) || (afterBlank && isHeading(line))) return 'opens'
    return PAGE.test(line) ||
      CLAN.test(line) ||
      CREDIT.test(line) ||
      ONLY_DAY.test(maskedLine(line)) ||
      this.#style.furniture.includes(pattern(line))
      ? 'noise'
      : 'text'
  }

  speaker(line: string): SpeakerLine | null {
    const { numbered, form } = this.#style
    const number = numbered ? (NUMBER.exec(line)?.[0].length ?? 0) : 0
    const found = READERS[form](number > 0 ? line.slice(number) : line)
    if (!found) return null
    const { label, aside } = withoutAside(labelOf(found.speaker))
    if (!isLabel(label, this.#style, found.sure)) return null
    return { ...found, speaker: label, text: found.text + number, ...(aside !== undefined && { aside }) }
  }

  said(line: string): string {
    return this.#style.numbered === 'lines' ? line.replace(NUMBER, '') : line
  }
}

const COLON = /[:：]/
/** Where a colon stands, that of wide scripts too; −1 where none does. */
const colonIn = (line: string, from: number): number => {
  const at = line.slice(from).search(COLON)
  return at === -1 ? -1 : from + at
}

/** Of each form, the name as it stands in the line, whatever it is. */
const READERS: { readonly [form in Form]: (line: string) => SpeakerLine | null } = {
  colon(line) {
    if (!COLON.test(line)) return null
    const timed = NAME_AND_TIME.exec(line)
    if (timed && looksLikeName(withoutAside(labelOf(timed[1])).label))
      return { speaker: timed[1], time: timed[2], text: timed[0].length, sure: true }
    const leading = LEADING_TIME.exec(line)
    const from = leading ? leading[0].length : 0
    const colon = colonIn(line, from)
    if (colon === -1 || colon - from > 100) return null
    const after = line[colon + 1]
    if (after !== undefined && !/[\s\p{L}"“‘'([*_]/u.test(after)) return null
    const speaker = line.slice(from, colon)
    // Behind a time, one word before a colon is the name that somebody took in a chat.
    const sure = leading !== null && /^\S{1,30}$/.test(speaker.trim())
    return { speaker, ...(leading && { time: leading[1] }), text: colon + 1, sure }
  },
  time(line) {
    const after = NAME_ABOVE.exec(line)
    const before = after ? null : TIME_ABOVE.exec(line)
    const [speaker, time] = after ? [after[1], after[2]] : [before?.[2] ?? '', before?.[1] ?? '']
    const { label } = withoutAside(labelOf(speaker))
    // A name that somebody took, behind a day and a time in brackets.
    const isTaken = /^\S{2,32}$/.test(label) && /^\[\d{1,4}[./-]\d/.test(line)
    return looksLikeName(label) || REVERSED.test(label) || isTaken
      ? { speaker, time, text: line.length, sure: true }
      : null
  },
  bracket(line) {
    const leading = LEADING_TIME.exec(line)
    const from = leading ? leading[0].length : 0
    const [whole, sign, speaker] = BRACKET.exec(line.slice(from)) ?? []
    if (whole === undefined || (sign !== '<' && !standsAlone(speaker))) return null
    return { speaker, ...(leading && { time: leading[1] }), text: from + whole.length, sure: sign === '<' }
  },
  dot(line) {
    const [whole, speaker] = DOT.exec(line) ?? []
    return whole === undefined || (speaker.length > 3 && !isKnownRole(speaker)) ? null : { speaker, text: whole.length }
  },
  gap(line) {
    const leading = LEADING_TIME.exec(line)
    const from = leading ? leading[0].length : 0
    const rest = line.slice(from)
    const tabbed = leading ? TABBED.exec(rest) : null
    if (leading && tabbed && looksLikeName(labelOf(tabbed[1])))
      return { speaker: tabbed[1], time: leading[1], text: from + tabbed[0].length, sure: true }
    const role = leading ? ROLE.exec(rest) : null
    const [whole, speaker] = (role && isKnownRole(role[1]) ? role : GAP.exec(rest)) ?? []
    if (whole === undefined || !(standsAlone(speaker) || (whole.includes('\t') && looksLikeName(labelOf(speaker)))))
      return null
    return { speaker, ...(leading && { time: leading[1] }), text: from + whole.length }
  },
  dash(line) {
    const leading = LEADING_TIME.exec(line)
    const from = leading ? leading[0].length : 0
    const [whole, speaker] = DASHED.exec(line.slice(from)) ?? []
    if (whole === undefined || !standsAlone(speaker)) return null
    return { speaker, ...(leading && { time: leading[1] }), text: from + whole.length }
  },
  alone(line) {
    const begins = /^\s{0,40}[[(<]?\s?[\p{L}ÿ]/u.test(line)
    return begins && line.length <= 80 && (standsAlone(line) || looksLikeName(labelOf(line)))
      ? { speaker: line, text: line.length }
      : null
  },
}

/** A role, or a name in upper case: without a colon or a time beside it, nothing else is sure to be a speaker. */
export function standsAlone(label: string): boolean {
  const name = labelOf(label)
  return (
    isKnownRole(name) ||
    VOICE.test(name) ||
    (/^[A-Z][A-Z0-9 .'ÿ-]*$/.test(masked(name, false)) && /[A-Z]{2}/.test(name))
  )
}

/** A name without the brackets around it and without what programs say about it. */
function labelOf(raw: string): string {
  const label = raw
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trim()
    .replace(/^[[(<]\s?(.*?)\s?[\])>]$/, '$1')
    .replace(/^\*(?=[A-Z0-9]{2,5}$)/, '')
  return label.replace(/^From\s+(\S.*?)(?:\s+to\s+\S.*)?$/i, '$1').replace(/(?<!\s)\s+said$/, '')
}

/** `Smith, Anna` above what she said. */
const REVERSED = /^[\p{Lu}ÿ][\p{L}'’-]{0,30}, [\p{Lu}ÿ][\p{L}'’. -]{0,30}$/u
/** `Maria (sighs)`, `Anna [she/her]`: in small letters, which names are not. */
const ASIDE = /^(.*\S)\s*[([]([^)\]\p{Lu}]{2,60})[)\]]$/u
const PRONOUNS = /^(?:she|he|they|her|him|them|hers|his|theirs|ze|xe)(?:\s?[/|,]\s?[a-z]{1,8}){0,3}$/

function withoutAside(label: string): { label: string; aside?: string } {
  const [, name, aside] = ASIDE.exec(label) ?? []
  if (name === undefined || aside === undefined || isKnownRole(aside) || /\d/.test(aside)) return { label }
  return PRONOUNS.test(aside) ? { label: name } : { label: name, aside }
}

/**
 * A name or line in the form in which a cutter sees it, whatever the encoding: lower case aside, all that is not ASCII
 * is one sign. It is a letter, so that such names still look like names.
 */
export const masked = (text: string, lower = true): string =>
  lower ? maskedLine(text).toLowerCase() : maskedLine(text)
export const maskedLine = (text: string): string =>
  text.replace(WIDE_COLON, ':').replace(/[^\u0020-\u007f\t\r\n\f]+/g, 'ÿ')

/** As such, and as its three bytes in UTF-8. */
const WIDE_COLON = /：|\u00ef\u00bc\u009a/g

/** A line without what differs from page to page. */
export const pattern = (line: string): string => masked(line.trim()).replace(/\d+/g, '#')

export const isSeparator = (line: string): boolean => SEPARATOR.test(line)
export const isHeading = (line: string): boolean => HEADING.test(line)
export const isPage = (line: string): boolean => PAGE.test(line)
export const hasNumber = (line: string): boolean => NUMBER.test(line)

function isLabel(label: string, { names, closed, form }: LabelStyle, sure = false): boolean {
  if (label === '' || NO_SPEAKERS.has(label.toLowerCase()) || /^\d+[.):]?\s/.test(label)) return false
  if (names.includes(masked(label))) return true
  // A name with nothing beside it, which was not seen again and again, may be an answer of one word.
  return !closed && (form === 'alone' ? standsAlone(label) : sure || looksLikeName(label))
}

/** A known role, or one to four words that begin with capitals and hold no sentence signs. */
export function looksLikeName(label: string): boolean {
  if (label === '') return false
  if (label.length > 80 || /[!?,;"“”<>{}=|/\\*]|^_|_$/.test(label)) return false
  if (isKnownRole(label) || VOICE.test(label)) return true
  const words = label.split(/\s+/)
  return (
    words.length <= 4 &&
    words.every((word) => /^(?:[\p{Lu}\p{Lo}\u0080-\u00ff]|\(|#?\d)/u.test(word)) &&
    /[\p{L}]/u.test(label)
  )
}
