import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const first = { speaker: 'Therapist', text: 'Good to see you again. How has the week been since we last spoke?' }
const facts = { conversations: 2, turns: 10, roles: { therapist: 5, client: 5 }, first }
/** Letters that are no ASCII by their numbers. */
const escaped = (text: string): string =>
  text.replace(/[\\{}]/g, String.raw`\$&`).replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0)}?`)

export const example: Example = {
  write: async (all, end) =>
    Buffer.from(
      String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}` +
        all
          .map(
            (turns, key) =>
              String.raw`{\pard\outlinelevel0 Session ${key + 1}\par}${end}` +
              turns.map((text, turn) => String.raw`{\pard {\b ${roleAt(turn)}:} ${escaped(text)}\par}${end}`).join(''),
          )
          .join('') +
        `}${end}`,
    ),
  files: {
    'pandoc.rtf': facts,
    'libreoffice.rtf': facts,
    'pyrtf.rtf': { conversations: 1, turns: 6, roles: { therapist: 3, client: 3 }, first },
  },
}
