import type { Example } from '../testing/example.ts'

const first = { speaker: 'client', text: 'I keep waking at four, and then I lie there.' }
const facts = { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 }, first }

export const example: Example = {
  write: null,
  files: { 'libreoffice.ods': facts, 'libreoffice-csv.ods': facts, 'pandas.ods': facts },
}
