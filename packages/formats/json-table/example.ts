import type { Example } from '../testing/example.ts'

const facts = {
  conversations: 2,
  turns: 7,
  roles: { therapist: 4, client: 3 },
  first: { speaker: 'therapist', text: 'What brings you here today?' },
}

export const example: Example = {
  write: null,
  files: {
    'pandas-values.json': facts,
    'pandas-split.json': facts,
    'pandas-columns.json': facts,
    'pandas-nested.json': { ...facts, first: { speaker: 'assistant', text: 'What brings you here today?' } },
  },
}
