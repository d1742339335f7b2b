import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

export const example: Example = {
  write: (all, end) =>
    JSON.stringify(
      all.map((turns) => ({ conversations: turns.map((value, turn) => ({ from: roleAt(turn), value })) })),
      null,
      1,
    ).replaceAll('\n', end),
  files: {
    'python-json.json': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'pandas.json': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'duckdb.json': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'pandas-index.json': { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 } },
    'pandas-table.json': { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 } },
    'polars.json': { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 } },
    'fhir-bundle.json': { conversations: 2, turns: 10, roles: { client: 5, therapist: 5 } },
  },
}
