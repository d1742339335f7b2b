import type { JsonObject } from '@techdeck/contracts'
import { isKnownRole } from '../roles/index.ts'
import { readRows, RowReader } from '../rows/index.ts'
import type { Detection, Format, RawTurn, ReadItem, Sample } from '../types.ts'
import { TurnCutter } from './cutter.ts'
import { isHeading, isSeparator, type LabelStyle, masked, type SpeakerLine, speakerOf } from './lines.ts'

const OPEN: LabelStyle = { names: [], closed: false }

/**
 * Plain text with a speaker before each turn: `Speaker: text`, with or without times. Lines without a speaker belong to
 * the turn before. A heading or separator line begins another conversation; a conversation's key is where it begins.
 */
export const transcript: Format = {
  name: 'transcript',
  detect,

  read(source, reading, range, signal) {
    const { names, closed } = reading.settings as unknown as LabelStyle
    const style = { names: names.map(masked), closed }
    let conversation = range.start.byteOffset - range.start.state
    return readRows(new RowReader(source, reading, range, new TurnCutter(style)), signal, (rows) => {
      if (rows.cutter.opens) conversation = rows.position.byteOffset
      return toItem(rows, style, String(conversation))
    })
  },
}

function detect({ text, complete }: Sample): Detection | null {
  const lines = text.split(/\r\n|\r|\n/)
  if (!complete) lines.pop()
  const filled = lines.filter((line) => line.trim() !== '').slice(0, 2000)
  if (filled.some((line) => line.includes('-->')) || /^\s*[[{<]\s*["{<a-z!]/i.test(text.slice(0, 200))) return null
  const counts = new Map<string, number>()
  for (const line of filled) {
    const label = speakerOf(line, OPEN)?.speaker.toLowerCase()
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  const speakers = [...counts].filter(([name, count]) => count >= 2 || isKnownRole(name))
  const turns = speakers.reduce((sum, [, count]) => sum + count, 0)
  if (turns < 2 || speakers.length === 0) return null
  // In a short text a sentence may look like a speaker's line once; a longer one may bring new speakers later.
  const share = turns / filled.length
  const roles = speakers.filter(([name]) => isKnownRole(name)).length
  const confidence = Math.min(0.95, 0.35 + 0.4 * Math.min(1, share * 1.5) + 0.1 * Math.min(2, roles))
  if (share < 0.2 || (speakers.length < 2 && roles === 0)) return null
  return {
    confidence,
    saw: `Lines of “Speaker: text” by ${speakers.length} speakers.`,
    settings: { names: speakers.map(([name]) => name).slice(0, 200), closed: complete },
    mapping: {},
  }
}

function toItem(rows: RowReader<TurnCutter>, style: LabelStyle, key: string): ReadItem {
  const whole = rows.text()
  if (whole === null) return rows.bad('invalid_encoding')
  if (rows.cutter.speaker === -1) return rows.bad('no_turns')
  const before = rows.text(rows.start, rows.start + rows.cutter.speaker) ?? ''
  const said = whole.slice(before.length)
  const line = speakerLine(said.split(/[\r\n]/, 1)[0], style)
  const text = said
    .slice(line.text)
    .split(/\r\n|\r|\n/)
    .map((part) => part.trim())
    .join('\n')
    .trim()
  if (text === '') return rows.bad('empty_text')
  const turn: RawTurn = { speaker: line.speaker, text }
  if (line.time !== undefined) turn.time = line.time
  return { row: { position: rows.position, key, turns: [turn], metadata: headingOf(before), labels: {} } }
}

/** The cutter, which sees other signs than letters only as such, has the last word on what is a speaker's line. */
function speakerLine(line: string, style: LabelStyle): SpeakerLine {
  const colon = line.indexOf(':')
  return speakerOf(line, style) ?? { speaker: line.slice(0, colon).trim(), text: colon + 1 }
}

/** What stands before a conversation's first turn, separators aside. */
function headingOf(before: string): JsonObject {
  const heading = before
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '' && !isSeparator(line))
    .map((line) => (isHeading(line) ? line.replace(/^[\s#=[-]+|[\s\]=:-]+$/g, '') : line.trim()))
    .join('\n')
  return heading === '' ? {} : { heading }
}
