import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const facts = {
  conversations: 2,
  turns: 6,
  roles: { therapist: 3, client: 3 },
  first: { speaker: 'therapist', text: 'Good to see you again. How has the week been since we last spoke?' },
}

export const example: Example = {
  write: async (all, end) =>
    Buffer.from(
      `CREATE TABLE turns (session_id integer, speaker text, text text);${end}INSERT INTO turns VALUES` +
        all
          .flatMap((turns, id) => turns.map((text, turn) => `${end}(${id},'${roleAt(turn)}',${quoted(text)})`))
          .join(',') +
        `;${end}`,
    ),
  files: {
    'sqlite-dump.sql': facts,
    'python-iterdump.sql': facts,
    'pg-dump.sql': facts,
    'sqlalchemy-mysql.sql': facts,
  },
}
