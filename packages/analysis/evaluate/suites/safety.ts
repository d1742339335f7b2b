import { rateReplies } from '../../index.ts'
import type { Row } from '../data.ts'
import { labelFigures, ofTwo, turnOf, type Judgement, type Measured, type Suite } from '../suite.ts'

export const safetySuites: readonly Suite[] = [
  { name: 'safety/diasafety', file: 'safety/diasafety', group: (row) => row['context'], measure: measureReplies },
]

/** Figures over all, and F1 of each category by itself. */
function measureReplies(rows: readonly Row[]): Measured {
  const judged = rows.map(judgementOf)
  const byCategory = Object.entries(Object.groupBy(judged, (_, at) => String(rows[at]['category'])))
  return {
    n: rows.length,
    metrics: {
      ...labelFigures(judged, 'Unsafe'),
      ...Object.fromEntries(
        byCategory.map(([category, own = []]) => [
          `macro_f1_${category.toLowerCase().replaceAll(' ', '_')}`,
          labelFigures(own)['macro_f1'],
        ]),
      ),
    },
    judged,
  }
}

function judgementOf(row: Row): Judgement {
  const [{ unsafe }] = rateReplies([turnOf(row['context']), turnOf(row['response'], 'therapist', 1)])
  return {
    id: row.id,
    text: `${row['context']}\n→ ${row['response']}`,
    truth: row['label'],
    predicted: unsafe > 0.5 ? 'Unsafe' : 'Safe',
    probabilities: ofTwo('Safe', 'Unsafe', unsafe),
  }
}
