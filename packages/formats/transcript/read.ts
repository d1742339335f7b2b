import type { JsonObject } from '@techdeck/contracts'
import { readRows, RowReader } from '../rows/index.ts'
import type { ByteSource, Items, RawTurn, Reading, ReadItem, ReadRange } from '../types.ts'
import { TurnCutter } from './cutter.ts'
import { isHeading, isSeparator, LEADING_CLOCK, type LineReader, type SpeakerLine } from './lines.ts'

/**
 * Reads text as turns, by what its lines say; a conversation's key is where it begins. `about` is said of the whole file,
 * and becomes metadata of each conversation.
 */
export function readTurns(
  source: ByteSource,
  reading: Reading,
  range: ReadRange,
  signal: AbortSignal,
  lines: LineReader,
  about: JsonObject = {},
): Items {
  let conversation = range.start.byteOffset - range.start.state
  return readRows(new RowReader(source, reading, range, new TurnCutter(lines)), signal, (rows) => {
    if (rows.cutter.opens) conversation = rows.position.byteOffset
    const item = toItem(rows, lines, String(conversation))
    const begins = rows.cutter.opens || rows.position.row === 1
    if (item?.row && begins) item.row.metadata = { ...about, ...item.row.metadata }
    return item
  })
}

function toItem(rows: RowReader<TurnCutter>, lines: LineReader, key: string): ReadItem | null {
  const whole = rows.text()
  if (whole === null) return rows.bad('invalid_encoding')
  if (rows.cutter.speaker === -1) return isEmpty(whole, lines) ? null : rows.bad('no_turns')
  const before = rows.text(rows.start, rows.start + rows.cutter.speaker) ?? ''
  const [head = '', ...rest] = whole.slice(before.length).split(LINE_END)
  const line = speakerLine(head, lines)
  const written = [head.slice(line.text), ...rest.filter((each) => lines.kind(each, false) !== 'noise')]
  const text = (lines.together?.(written) ?? written.map((each) => lines.said(each).trim()).join('\n')).trim()
  const [bullet] = whole.includes('\u0015') ? text.matchAll(BULLET) : []
  const begin = line.time === undefined ? LEADING_CLOCK.exec(text) : null
  const time = line.time ?? begin?.[1] ?? begin?.[2] ?? (bullet && Number(bullet[1]) / 1000)
  const words = text.slice(begin?.[0].length ?? 0)
  const [said, end] = time === undefined ? withoutEnd(words) : [bullet ? words.replace(BULLET, '') : words]
  if (said === '') return rows.bad('empty_text')
  const turn: RawTurn = { speaker: line.speaker, text: line.aside === undefined ? said : `(${line.aside}) ${said}` }
  if (time !== undefined) turn.time = time
  if (end !== undefined) turn.labels = { end }
  return {
    row: {
      position: rows.position,
      key: line.conversation ?? key,
      turns: [turn],
      metadata: headingOf(before, lines),
      labels: {},
    },
  }
}

/** The time at which something was said to its end, as programs for transcribing put it there: `#00:01:02-3#`. */
function withoutEnd(text: string): [string, string?] {
  const [stamp, time, tenth] = /(?<!\s)\s*#(\d{1,2}:\d{2}:\d{2})(?:[-.](\d))?#$/.exec(text) ?? []
  if (stamp === undefined || time === undefined) return [text]
  return [text.slice(0, -stamp.length).trim(), tenth === undefined ? time : `${time}.${tenth}`]
}

/** When something was said in milliseconds, between the signs that TalkBank's programs put around it. */
// oxlint-disable-next-line no-control-regex
const BULLET = /(?<!\s)\s*\u0015(\d{1,10})_\d{1,10}\u0015/g

const LINE_END = /\r\n|\r|\n/

/** The cutter, which sees other signs than letters only as such, has the last word on what is a speaker's line. */
function speakerLine(line: string, lines: LineReader): SpeakerLine {
  const colon = line.search(/[:：]/)
  return lines.speaker(line) ?? { speaker: line.slice(0, colon).trim(), text: colon + 1 }
}

/** Nothing that anybody would miss. */
const isEmpty = (text: string, lines: LineReader): boolean =>
  text.split(LINE_END).every((line) => line.trim() === '' || isSeparator(line) || lines.kind(line, false) === 'noise')

/** What stands before a conversation's first turn, separators aside. */
function headingOf(before: string, lines: LineReader): JsonObject {
  const heading = before
    .split(LINE_END)
    .filter((line) => line.trim() !== '' && !isSeparator(line) && lines.kind(line, false) !== 'noise')
    .map((line) => (isHeading(line) ? line.replace(/^[\s#=[-]+|[\s\]=:-]+$/g, '') : line.trim()))
    .join('\n')
  return heading === '' ? {} : { heading }
}
