import type { Example } from '../testing/example.ts'

const facts = {
  conversations: 1,
  turns: 6,
  roles: { therapist: 3, client: 3 },
  first: { speaker: 'Therapist', text: 'Good to see you again. How has the week been since we last spoke?', time: 1.5 },
}

export const example: Example = {
  write: null,
  single: true,
  files: { 'praatio-short.TextGrid': facts, 'pympi.eaf': facts, 'textgrid.TextGrid': facts },
}
