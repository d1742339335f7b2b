import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

export const example: Example = {
  write: (all, end) =>
    `conversation_id,speaker,text${end}` +
    all.flatMap((turns, key) => turns.map((text, turn) => `c${key},${roleAt(turn)},${quoted(text)}${end}`)).join(''),
  broken: { piece: 'c9,client,one,two,three\nc9,client,four\n', reason: 'wrong_column_count' },
  files: {
    'python-excel.csv': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'pandas.csv': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'duckdb.tsv': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'duckdb-pipe.csv': { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 } },
    'pandas-lists.csv': { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 } },
    'pandas-utf16.csv': { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 } },
    'polars.tsv': { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 } },
  },
}
