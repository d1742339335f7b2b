import type { Role, Turn } from '@techdeck/contracts'
import { csvRows, type Cell } from '../csv/cells.ts'
import { framed, named, type ExportRecord, type Part, type Writer } from '../writer.ts'
import { CODE_BOOK } from './code-book.ts'

const part: Part = {
  key: 'csv_sessions',
  open: () => (record) => {
    const values: { readonly [name: string]: Cell } = { ...counted(record), ...record.measures }
    return csvRows([CODE_BOOK.map(({ name }) => values[name])])
  },
}

/** One conversation a row with its measures and no text; a code book beside says what each column means. */
export const write: Writer = {
  part,
  path: named('csv_sessions', 'csv'),
  join: framed({ header: csvRows([CODE_BOOK.map(({ name }) => name)]) }),
  beside: () => [
    {
      path: 'csv_sessions.codebook.csv',
      text: csvRows([
        ['column', 'type', 'unit', 'meaning'],
        ...CODE_BOOK.map(({ name, type, unit, meaning }) => [name, type, unit, meaning]),
      ]),
    },
  ],
}

function counted({ id, language, split, weight, turns }: ExportRecord): { [name: string]: Cell } {
  const of = (role: Role): Turn[] => turns.filter((turn) => turn.role === role)
  const times = turns.flatMap(({ time_s }) => (time_s === undefined ? [] : [time_s]))
  return {
    conversation_id: id,
    language,
    split,
    weight,
    turns: turns.length,
    client_turns: of('client').length,
    therapist_turns: of('therapist').length,
    words: words(turns),
    client_words: words(of('client')),
    therapist_words: words(of('therapist')),
    duration_s: times.length > 1 ? Math.max(0, times[times.length - 1] - times[0]) : null,
  }
}

const words = (turns: readonly Turn[]): number =>
  turns.reduce((sum, { text }) => sum + (text.match(/\S+/gu)?.length ?? 0), 0)
