import { framed, named, type Part, type Writer } from '../writer.ts'
import { csvRows } from './cells.ts'

const COLUMNS = ['conversation_id', 'turn', 'role', 'speaker', 'time_s', 'text', 'language', 'quality', 'split']

const part: Part = {
  key: 'csv',
  open:
    () =>
    ({ id, turns, language, scores, split }) =>
      csvRows(
        turns.map(({ index, role, speaker, time_s, text }) => [
          id,
          index,
          role,
          speaker,
          time_s,
          text,
          language,
          scores?.overall,
          split,
        ]),
      ),
}

/** One turn a row. */
export const write: Writer = {
  part,
  path: named('conversations', 'csv'),
  join: framed({ header: csvRows([COLUMNS]) }),
}
