import type { Example } from '../testing/example.ts'

const first = { speaker: 'Client', text: 'I keep waking at four, and then I lie there.' }
const facts = { conversations: 1, turns: 4, roles: { client: 2, therapist: 2 }, first }

export const example: Example = {
  write: null,
  single: true,
  files: { 'libreoffice.odt': facts, 'libreoffice-table.odt': facts, 'pandoc.odt': facts },
}
