import { csvRows } from '../csv/cells.ts'
import { framed, named, type Part, type Writer } from '../writer.ts'

const COLUMNS = ['conversation_id', 'language', 'turns', 'metadata', 'labels', 'quality', 'split', 'weight']

const part: Part = {
  key: 'csv_conversations',
  open:
    () =>
    ({ id, language, turns, metadata, labels, scores, split, weight }) => {
      const said = turns.map(({ role, speaker, text, time_s }) => ({ role, speaker, text, time_s }))
      const cells = [said, metadata, labels].map((value) => JSON.stringify(value))
      return csvRows([[id, language, ...cells, scores?.overall, split, weight]])
    },
}

/** One conversation a row; turns, metadata and labels are cells of JSON. */
export const write: Writer = {
  part,
  path: named('csv_conversations', 'csv'),
  join: framed({ header: csvRows([COLUMNS]) }),
}
