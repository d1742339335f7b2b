import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const facts = { conversations: 1, turns: 7, roles: { therapist: 4, client: 3 } }
const SAID = 'Good to see you again. How has the week been since we last spoke?'

export const example: Example = {
  write: async (all, end) =>
    Buffer.from(
      `<!DOCTYPE html>${end}<html><head><meta charset="utf-8"><title>T: x</title></head><body>${end}` +
        all
          .map(
            (turns, key) =>
              `<h1>Session ${key + 1}</h1>${end}` +
              turns.map((text, turn) => `<p><b>${roleAt(turn)}:</b> ${text}</p>${end}`).join(''),
          )
          .join('') +
        `</body></html>${end}`,
    ),
  files: {
    'pandoc-bold.html': { ...facts, first: { speaker: 'Therapist', text: SAID } },
    'pandoc-table.html': { ...facts, first: { speaker: 'Therapist', text: SAID, time: '0:01' } },
    'libreoffice-bold.html': { ...facts, first: { speaker: 'Therapist', text: SAID } },
    'libreoffice-table.html': { ...facts, first: { speaker: 'Therapist', text: SAID, time: '0:01' } },
    'python-markdown.html': { ...facts, first: { speaker: 'Therapist', text: SAID, time: '0:01' } },
  },
}
