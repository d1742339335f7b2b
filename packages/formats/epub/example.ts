import type { Example } from '../testing/example.ts'

const facts = {
  conversations: 2,
  turns: 10,
  roles: { therapist: 5, client: 5 },
  first: { speaker: 'Therapist', text: 'Good to see you again. How has the week been since we last spoke?' },
}

export const example: Example = {
  write: null,
  files: { 'ebooklib.epub': facts, 'libreoffice.epub': facts, 'pandoc.epub': facts },
}
