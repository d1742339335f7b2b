import { rateEmpathy } from '../../index.ts'
import { certainty, labelSuite, turnOf, type Suite } from '../suite.ts'

const LEVELS = ['0', '1', '2']

export const empathySuites: readonly Suite[] = [
  epitomeSuite('er', 'emotionalReaction'),
  epitomeSuite('ip', 'interpretation'),
  epitomeSuite('ex', 'exploration'),
]

function epitomeSuite(
  name: 'er' | 'ip' | 'ex',
  mechanism: 'emotionalReaction' | 'interpretation' | 'exploration',
): Suite {
  return labelSuite({
    name: `empathy/epitome_${name}`,
    file: `empathy/epitome_${name}`,
    group: (row) => row['seeker'],
    judge: (rows) =>
      rows.map((row) => {
        const [rating] = rateEmpathy([turnOf(row['seeker']), turnOf(row['response'], 'therapist', 1)])
        const predicted = String(rating[mechanism])
        return {
          id: row.id,
          text: row['response'],
          truth: String(row['level']),
          predicted,
          probabilities: certainty(LEVELS, predicted, 0.8),
        }
      }),
  })
}
