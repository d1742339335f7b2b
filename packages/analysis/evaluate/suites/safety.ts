import { findUnsoundReplies } from '../../index.ts'
import { labelSuite, ofTwo, turnOf, type Suite } from '../suite.ts'

export const safetySuites: readonly Suite[] = [
  labelSuite({
    name: 'safety/diasafety',
    file: 'safety/diasafety',
    group: (row) => row['context'],
    positive: 'Unsafe',
    judge: (rows) =>
      rows.map((row) => {
        const findings = findUnsoundReplies([turnOf(row['context']), turnOf(row['response'], 'therapist', 1)])
        const unsafe = Math.max(0.4, ...findings.map(({ confidence }) => confidence))
        return {
          id: row.id,
          text: `${row['context']}\n→ ${row['response']}`,
          truth: row['label'],
          predicted: unsafe > 0.5 ? 'Unsafe' : 'Safe',
          probabilities: ofTwo('Safe', 'Unsafe', unsafe),
        }
      }),
  }),
]
