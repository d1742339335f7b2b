import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'
import { writePdf } from './testing/write-pdf.ts'

const facts = { conversations: 1, turns: 7, roles: { therapist: 4, client: 3 } }
const SAID = 'Good to see you again. How has the week been since we last spoke?'

export const example: Example = {
  write: async (all) =>
    writePdf(
      all.flatMap((turns, key) => [
        `Session ${key + 1}`,
        '',
        ...turns.map((text, turn) => `${roleAt(turn)}: ${text}`),
        '',
      ]),
    ),
  // Pages cost time to lay out.
  many: 4000,
  files: {
    'fpdf2.pdf': { ...facts, first: { speaker: 'Therapist', text: SAID, time: '0:01' } },
    'libreoffice.pdf': { ...facts, first: { speaker: 'Therapist', text: SAID, time: '0:01' } },
    'reportlab.pdf': { ...facts, first: { speaker: 'Therapist', text: SAID } },
  },
}
