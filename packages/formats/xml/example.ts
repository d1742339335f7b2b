import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const first = { text: 'Good to see you again. How has the week been since we last spoke?' }
const facts = { conversations: 2, turns: 10, roles: { therapist: 5, client: 5 } }

export const example: Example = {
  write: async (all, end) => {
    const sessions = all.map(
      (turns, id) =>
        `<session id="${id}">${end}` +
        turns.map((text, turn) => `<turn speaker="${roleAt(turn)}">${escaped(text)}</turn>${end}`).join('') +
        `</session>${end}`,
    )
    return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${end}<all>${end}${sessions.join('')}</all>${end}`)
  },
  files: {
    'pandas.xml': { ...facts, first: { ...first, speaker: 'therapist' } },
    'xmltodict-attributes.xml': { ...facts, first: { ...first, speaker: 'Therapist', time: '1.5' } },
    'dicttoxml.xml': { ...facts, first: { ...first, speaker: 'Therapist' } },
  },
}
