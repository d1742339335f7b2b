import { readRows, RowReader } from '../rows/index.ts'
import type { ByteSource, Reading, ReadItem, ReadRange, SourceRow } from '../types.ts'
import { BlockCutter } from './cutter.ts'
import { type Cue, cuesOf } from './parse.ts'
import { type CueStyle, CueTurns, Talk } from './turns.ts'

/**
 * Reads subtitles as turns. Cues of one voice, and those that cut a sentence, are one row, whose number is that of its
 * first cue. `isComment` says which blocks without times are meant to be passed over.
 */
export async function* readCues(
  source: ByteSource,
  reading: Reading,
  range: ReadRange,
  signal: AbortSignal,
  isComment: (block: string) => boolean,
): AsyncGenerator<ReadItem> {
  const style = new CueTurns(reading.settings as unknown as CueStyle)
  const { language } = reading.settings
  const cuesIn = new WeakMap<SourceRow, Cue[]>()
  // A row that begins within the range may go on beyond it: its end is found here.
  const reader = new RowReader(source, reading, { ...range, end: Infinity }, new BlockCutter())
  const blocks = readRows(reader, signal, (rows) => {
    const text = rows.text()
    if (text === null) return rows.bad('invalid_encoding')
    const cues = cuesOf(text)
    if (cues.length === 0) return isComment(text) ? null : rows.bad('no_turns')
    if (cues.every((cue) => style.turns(cue).length === 0)) return null
    const row: SourceRow = { position: rows.position, key: 'file', turns: [], metadata: {}, labels: {} }
    if (typeof language === 'string') row.language = language
    cuesIn.set(row, cues)
    return { row }
  })
  let open: SourceRow | null = null
  let talk = new Talk(style)
  for await (const item of blocks) {
    const cues = item.row ? (cuesIn.get(item.row) ?? []) : []
    const goesOn = open !== null && cues[0] !== undefined && talk.goesOn(cues[0])
    if (!goesOn) {
      if (open) yield { row: { ...open, turns: talk.turns } }
      open = null
      if ((item.row ?? item.bad).position.byteOffset >= range.end) return
      if (item.bad) {
        yield item
        continue
      }
      open = item.row
      talk = new Talk(style)
    }
    for (const cue of cues) talk.add(cue)
  }
  if (open) yield { row: { ...open, turns: talk.turns } }
}
