import { readRows, RowReader } from '../rows/index.ts'
import { TurnCutter } from '../transcript/cutter.ts'
import type { Detection, Format, Inspection, ReadItem, Sample, SourceRow } from '../types.ts'
import { DateTally, type DateOrder, isoOf } from './dates.ts'
import { isWide, markOf, type Message, messageOf, visible, whatsappLines, withoutEdited } from './lines.ts'

const SAMPLE_LINES = 2000

/**
 * Chats as WhatsApp exports them on Android and iOS. A message may have several lines; a file above its caption is a mark
 * in brackets; what was sent without words, or taken back, and a notice of the program itself are rows without a turn. A
 * file is one conversation.
 */
export const whatsapp: Format = {
  name: 'whatsapp',
  detect,

  async settle(source, reading, range, signal) {
    const tally = new DateTally()
    const rows = new RowReader(source, reading, range, new TurnCutter(whatsappLines(reading.settings['wide'] === true)))
    const messages = readRows(rows, signal, () => {
      const found = firstMessage(rows)
      if (found) tally.add(found.message.stamp)
      return null
    })
    for await (const _ of messages);
    const { order, sure } = tally.decide()
    return { settings: { ...reading.settings, order }, problems: doubtOf(order, sure) }
  },

  read(source, reading, range, signal) {
    const order = reading.settings['order'] as DateOrder
    const rows = new RowReader(source, reading, range, new TurnCutter(whatsappLines(reading.settings['wide'] === true)))
    return readRows(rows, signal, (each) => toItem(each, order))
  },
}

function detect({ text, complete }: Sample): Detection | null {
  const lines = text.split(/\r\n|\r|\n/)
  if (!complete) lines.pop()
  const filled = lines.filter((line) => line.trim() !== '').slice(0, SAMPLE_LINES)
  const messages = filled.flatMap((line) => messageOf(line) ?? [])
  const spoken = messages.filter(({ speaker }) => speaker !== undefined)
  if (messages.length < 2 || spoken.length < messages.length * 0.5 || !filled.slice(0, 3).some(messageOf)) return null
  const tally = new DateTally()
  for (const { stamp } of messages) tally.add(stamp)
  return {
    confidence: Math.min(0.98, 0.7 + messages.length / filled.length),
    saw: `Messages with date, time and sender, as WhatsApp exports them, by ${new Set(spoken.map(({ speaker }) => speaker)).size} people.`,
    settings: { order: tally.decide().order, ...(filled.some(isWide) && { wide: true }) },
    mapping: {},
  }
}

/** The row's first message, and what follows its first line. */
function firstMessage(rows: RowReader<TurnCutter>): { message: Message; rest: string } | null {
  const text = rows.cutter.speaker === -1 ? null : rows.text(rows.start + rows.cutter.speaker)
  if (text === null) return null
  const [head] = text.split(/\r\n|\r|\n/, 1)
  const message = messageOf(head)
  return message && { message, rest: text.slice(head.length) }
}

function toItem(rows: RowReader<TurnCutter>, order: DateOrder): ReadItem | null {
  if (rows.text() === null) return rows.bad('invalid_encoding')
  const found = firstMessage(rows)
  if (!found) return rows.bad('no_turns')
  const { message, rest } = found
  const row: SourceRow = { position: rows.position, key: 'file', turns: [], metadata: {}, labels: {} }
  if (message.speaker === undefined) return { row }
  const whole = withoutEdited((message.text + rest.replaceAll(/\r\n?/g, '\n')).trimEnd())
  const mark = markOf(whole)
  // Nobody says anything in a picture that was left out.
  if (mark !== null && !mark.includes('\n')) return { row }
  const text = mark ?? visible(whole)
  if (text === '') return rows.bad('empty_text')
  row.turns.push({ speaker: message.speaker, text, time: isoOf(message.stamp, order) })
  return { row }
}

function doubtOf(order: DateOrder, sure: boolean): Inspection['problems'] {
  if (sure) return []
  const [first, second] = order === 'dmy' ? ['day', 'month'] : ['month', 'day']
  const message = `No date of the file tells day from month. They were read as ${first}, then ${second}: if that is wrong, so are the times of the turns, and nothing else.`
  return [{ code: 'ambiguous_dates', message }]
}
