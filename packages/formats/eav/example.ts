import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const facts = { conversations: 2, turns: 6, roles: { therapist: 3, client: 3 } }
const first = { speaker: 'therapist', text: 'Good morning, Maria. How did the week go?' }

export const example: Example = {
  write: async (all, end) =>
    Buffer.from(
      `record,redcap_repeat_instrument,redcap_repeat_instance,field_name,value${end}` +
        all
          .flatMap((turns, record) =>
            turns.flatMap((text, turn) => {
              const key = `R${record},turns,${turn + 1}`
              return [`${key},speaker,${roleAt(turn)}`, `${key},utterance,${quoted(text)}`]
            }),
          )
          .map((line) => line + end)
          .join(''),
    ),
  files: {
    'pandas-melt.csv': { ...facts, first },
    'duckdb-unpivot.csv': { ...facts, first },
    'sqlite-long.tsv': { ...facts, first },
  },
}
