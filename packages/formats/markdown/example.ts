import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const facts = { conversations: 1, turns: 7, roles: { therapist: 4, client: 3 } }
const SAID = 'Good to see you again. How has the week been since we last spoke?'

export const example: Example = {
  write: (all, end) =>
    all
      .map(
        (turns, key) =>
          `# Session ${key + 1}${end}${end}` +
          turns.map((text, turn) => `**${roleAt(turn)}:** ${text}${end}${end}`).join(''),
      )
      .join(''),
  broken: { piece: '**Therapist:**\n\n**Client:** Yes.\n', reason: 'empty_text' },
  files: {
    'pandoc-bold.md': { ...facts, first: { speaker: 'Therapist', text: SAID.replace('we last', 'we\nlast') } },
    'pandoc-headings.md': { ...facts, first: { speaker: 'Therapist', text: SAID } },
    'pandoc-table.md': { ...facts, first: { speaker: 'Therapist', text: SAID, time: '0:01' } },
    'tabulate.md': { ...facts, first: { speaker: 'Therapist', text: SAID } },
    'markdownify.md': { ...facts, first: { speaker: 'Therapist', text: SAID, time: '0:01' } },
  },
}
