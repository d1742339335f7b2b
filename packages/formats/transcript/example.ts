import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

export const example: Example = {
  write: (all, end) =>
    all
      .map(
        (turns, key) =>
          `Session ${key + 1}${end}${end}` + turns.map((text, turn) => `${roleAt(turn)}: ${text}${end}`).join(''),
      )
      .join(end),
  broken: { piece: 'Therapist:\nClient: Yes.\n', reason: 'empty_text' },
  files: {
    'pandoc-colon.txt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'Therapist', text: 'Good to see you again. How has the week been since we last\nspoke?' },
    },
    'pandoc-blocks.txt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'Therapist', time: '0:01' },
    },
    'libreoffice-blocks.txt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { time: '0:01' },
    },
    'pandoc-headings.txt': { conversations: 1, turns: 7, roles: { therapist: 4, client: 3 } },
  },
}
