import type { Example } from '../testing/example.ts'

const first = { text: 'I cannot sleep. (0)' }
const facts = { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 }, first }

export const example: Example = {
  write: null,
  files: {
    'duckdb.parquet': facts,
    'fastparquet.parquet': facts,
    'pandas.parquet': facts,
    'polars.parquet': facts,
    'pyarrow-lists.parquet': facts,
    'pyarrow-zstd.parquet': facts,
  },
}
