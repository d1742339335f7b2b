import { byConvention, CONVENTIONS } from '../columns/index.ts'
import { isKnownRole } from '../roles/index.ts'
import type { Detection, Sample } from '../types.ts'
import {
  type Form,
  FORMS,
  hasNumber,
  isPage,
  type LabelStyle,
  looksLikeName,
  masked,
  pattern,
  standsAlone,
  TranscriptLines,
} from './lines.ts'

const SAMPLE_LINES = 2000
const MOST_NAMES = 200
const SEEN: { readonly [form in Form]: string } = {
  colon: 'Lines of “Speaker: text”',
  time: 'Lines with a speaker and a time above what was said',
  bracket: 'Lines of “[SPEAKER] text” or “<speaker> text”',
  dot: 'Lines of “Q. text” and “A. text”',
  gap: 'Lines with a speaker and a gap before the text',
  dash: 'Lines of “Speaker - text”',
  alone: 'Lines with a speaker above what was said',
}

export interface Survey {
  form: Form
  numbered: LabelStyle['numbered']
  /** Names and how often each begins a turn. */
  speakers: [name: string, count: number][]
  turns: number
}

/**
 * Finds how a text names its speakers; `null` when it does not. A name that is no role's has to begin at least so many
 * turns: in prose, a sentence may look like a speaker's line once.
 */
export function detectTranscript({ text, complete }: Sample, least = 2): Detection | null {
  const lines = text.split(/\r\n|\r|\n/)
  if (!complete) lines.pop()
  const filled = lines.filter((line) => line.trim() !== '').slice(0, SAMPLE_LINES)
  if (filled.some(isTiming) || isMarkup(text.slice(0, 4096)) || isTable(filled)) return null
  if (isMail(filled) || isRecords(filled)) return null
  const best = FORMS.flatMap((form) => [survey(filled, form, null, least), survey(filled, form, 'turns', least)])
    .filter(isSure)
    .reduce<Survey | null>((first, next) => (!first || next.turns > first.turns * 1.5 ? next : first), null)
  if (!best) return null
  const { form, speakers, turns } = best
  // A turn takes two lines where its speaker stands above it.
  const share = (turns * (form === 'time' || form === 'alone' ? 2 : 1)) / filled.length
  const roles = speakers.filter(([name]) => isKnownRole(name)).length
  // Long turns in short lines leave few lines that name somebody.
  if (share < (roles >= 2 && turns >= 6 ? 0.03 : 0.2)) return null
  const numbered = best.numbered && (filled.filter(hasNumber).length > filled.length * 0.9 ? 'lines' : 'turns')
  return {
    confidence: Math.min(0.95, 0.35 + 0.4 * Math.min(1, share * 1.5) + 0.1 * Math.min(2, roles)),
    saw: `${SEEN[form]} by ${speakers.length} speakers.`,
    settings: {
      form,
      names: speakers.map(([name]) => name).slice(0, MOST_NAMES),
      closed: complete,
      numbered,
      furniture: furnitureOf(filled),
    },
    mapping: {},
  }
}

/** JSON, XML, HTML, RTF or subtitles of other programs; `<name> text` is none where nothing is closed. */
const isMarkup = (text: string): boolean =>
  /^\ufeff?\[Script Info\]/i.test(text) ||
  /^\s*(?:\[\s*["{[]|\{\s*["\\]|<[!?])/.test(text) ||
  (/^\s*<[a-z]/i.test(text) && /<\/[a-z]|\/>/i.test(text))

/** Mails, whose headers look like speakers. */
const isMail = (filled: readonly string[]): boolean => {
  const headers = filled.slice(0, 40).filter((line) => MAIL.test(line)).length
  return /^From \S+ .*\d{4}$/.test(filled[0] ?? '') ? headers >= 2 : headers >= 4
}

const MAIL =
  /^(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-Type|Content-Transfer-Encoding|Received|Return-Path|Reply-To|In-Reply-To|References|Delivered-To|X-[\w-]+):\s/i

/** Fields of records, one a line: `speaker = client`. */
const isRecords = (filled: readonly string[]): boolean => {
  const names = filled.slice(0, 200).flatMap((line) => /^\s*(\w{1,60})\s*[=|]\s/.exec(line)?.[1] ?? [])
  return (
    names.length >= filled.slice(0, 200).length * 0.8 &&
    byConvention(names, CONVENTIONS.text) !== undefined &&
    byConvention(names, CONVENTIONS.speaker) !== undefined
  )
}

/** Several tabs in each line, as many in all of them. */
const isTable = (filled: readonly string[]): boolean => {
  const tabs = (filled[0] ?? '').split('\t').length - 1
  return tabs >= 3 && filled.length >= 2 && filled.every((line) => line.split('\t').length - 1 === tabs)
}

/** A line between two times, as subtitles have it; in brackets it is a time as any other. */
const isTiming = (line: string): boolean => /^\s*\d[\d:.,]*\s+-->\s/.test(line)

export function survey(filled: readonly string[], form: Form, numbered: Survey['numbered'], least = 2): Survey {
  const names = form === 'alone' ? namesAbove(filled) : []
  const reader = new TranscriptLines({ form, names, closed: false, numbered, furniture: [] })
  const counts = new Map<string, number>()
  /** Names that count when they begin just one turn. */
  const once = new Set<string>()
  const titled = new Set<string>()
  for (const line of filled) {
    const found = reader.speaker(line)
    if (!found) continue
    const name = found.speaker.toLowerCase()
    counts.set(name, (counts.get(name) ?? 0) + 1)
    if (found.sure || isKnownRole(name) || (form !== 'alone' && standsAlone(found.speaker))) once.add(name)
    if (looksLikeName(line.slice(found.text).trim())) titled.add(name)
  }
  const often = [...counts].filter(([, count]) => count >= 2).length
  const speakers = [...counts].filter(([name, count]) => {
    // `Interviewer: Jane Doe` stands above an interview, and is no turn of it.
    const isTitle = titled.has(name) && often >= 2
    return count >= 2 || ((count >= least || once.has(name)) && !isTitle)
  })
  return { form, numbered, speakers, turns: speakers.reduce((sum, [, count]) => sum + count, 0) }
}

/** A name with nothing behind it, not even the end of a sentence. */
const isNameAlone = (line = ''): boolean =>
  line.length <= 48 && !/(?<!^|[\s.]\p{L})[.?!,;:]\s*$/u.test(line) && looksLikeName(line.trim())

/** Names that stand alone above what they say, and take turns: few of them, each again and again. */
function namesAbove(filled: readonly string[]): string[] {
  const above = filled.flatMap((line, at) =>
    isNameAlone(line) && at + 1 < filled.length && !isNameAlone(filled[at + 1]) ? [masked(line.trim())] : [],
  )
  const counts = new Map<string, number>()
  for (const name of above) counts.set(name, (counts.get(name) ?? 0) + 1)
  const names = [...counts].filter(([, count]) => count >= 2).map(([name]) => name)
  const said = above.filter((name) => names.includes(name))
  const stays = said.filter((name, at) => name === said[at - 1]).length
  return names.length >= 2 && names.length <= 8 && said.length * 4 >= filled.length && stays <= said.length * 0.2
    ? names
    : []
}

const isSure = ({ turns, speakers }: Survey): boolean =>
  turns >= 2 && (speakers.length >= 2 || speakers.some(([name]) => isKnownRole(name)))

/** Lines that come again beside page numbers or page breaks. */
function furnitureOf(filled: readonly string[]): string[] {
  const beside = new Map<string, number>()
  /** Lines next to a page's number, in which nobody is named: two of them will do. */
  const numbered = new Set<string>()
  for (const [index, line] of filled.entries()) {
    const near = filled.slice(Math.max(0, index - 1), index + 2)
    if (!near.some((each) => isPage(each) || each.includes('\f'))) continue
    const form = pattern(line)
    beside.set(form, (beside.get(form) ?? 0) + 1)
    if (near.some(isPage) && !/[:.?!]/.test(line)) numbered.add(form)
  }
  return [...beside]
    .filter(([form, count]) => count >= (numbered.has(form) ? 2 : 3) && form.length >= 3)
    .map(([form]) => form)
}
