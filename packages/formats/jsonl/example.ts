import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

export const example: Example = {
  write: (all, end) =>
    all
      .map((turns) => JSON.stringify({ messages: turns.map((content, turn) => ({ role: roleAt(turn), content })) }))
      .join(end) + end,
  broken: { piece: '{"messages": [{"role": "client", "content": "x"\n', reason: 'invalid_json' },
  files: {
    'python-json.jsonl': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'pandas.jsonl': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'duckdb.jsonl': { conversations: 2, turns: 6, roles: { client: 3, therapist: 3 } },
    'polars.jsonl': { conversations: 4, turns: 24, roles: { client: 12, therapist: 12 } },
    'fhir-bulk.ndjson': { conversations: 2, turns: 10, roles: { client: 5, therapist: 5 } },
  },
}
