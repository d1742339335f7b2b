import type { Example } from '../testing/example.ts'

const first = { text: 'I cannot sleep. (0)' }
const facts = { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 }, first }

export const example: Example = {
  write: null,
  files: {
    'pandas-categories.feather': facts,
    'polars.arrow': facts,
    'pyarrow-lz4.feather': facts,
    'pyarrow-zstd.feather': facts,
    'pyarrow.arrows': facts,
  },
}
