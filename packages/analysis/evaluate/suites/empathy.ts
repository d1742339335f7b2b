import { rateEmpathy, type Mechanism } from '../../index.ts'
import { byClass, labelSuite, turnOf, type Suite } from '../suite.ts'

const LEVELS = ['0', '1', '2']

export const empathySuites: readonly Suite[] = [
  epitomeSuite('er', 'emotionalReaction', 'reaction'),
  epitomeSuite('ip', 'interpretation', 'interpretation'),
  epitomeSuite('ex', 'exploration', 'exploration'),
]

function epitomeSuite(
  name: 'er' | 'ip' | 'ex',
  level: 'emotionalReaction' | 'interpretation' | 'exploration',
  mechanism: Mechanism,
): Suite {
  return labelSuite({
    name: `empathy/epitome_${name}`,
    file: `empathy/epitome_${name}`,
    group: (row) => row['seeker'],
    judge: (rows) =>
      rows.map((row) => {
        const [rating] = rateEmpathy([turnOf(row['seeker']), turnOf(row['response'], 'therapist', 1)])
        const predicted = String(rating[level])
        return {
          id: row.id,
          text: row['response'],
          truth: String(row['level']),
          predicted,
          probabilities: byClass(LEVELS, rating.probabilities[mechanism]),
        }
      }),
  })
}
