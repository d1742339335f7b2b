import type { BiasView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { title } from '../../format.ts'
import { numberOf, objectOf } from '../../json.ts'
import { Define } from '../../ui/define.tsx'
import { Card } from '../../ui/parts.tsx'
import { Bars } from './bars.tsx'
import { differencesOf } from './forest-of.ts'
import { Forest } from './forest.tsx'

/** How groups are spoken of, and whether they are answered otherwise. */
export function Bias({
  bias: { demographic_analysis: analysis, fairness_metrics: fairness, recommendations },
}: {
  bias: BiasView
}) {
  const groups = Object.entries(objectOf(analysis['representation'])).flatMap(([axis, of]) =>
    Object.entries(objectOf(of)).map(([group, figures]) => ({
      name: `${title(group)} (${title(axis).toLowerCase()})`,
      count: numberOf(objectOf(figures)['conversations']) ?? 0,
    })),
  )
  const differences = differencesOf(analysis)
  const stereotypes = objectOf(fairness['stereotypes_by_helper'])
  const swapped = objectOf(fairness['counterfactual'])
  const within = numberOf(swapped['within_bound'])
  return (
    <Card title="Bias">
      <p>
        {plural(numberOf(stereotypes['conversations']) ?? 0, 'conversation')} in which the helper generalises about a
        group; {plural(differences.length, 'comparison')} between groups,{' '}
        {formatCount(differences.filter(({ holds }) => holds).length)} with a difference that holds.
      </p>
      {(numberOf(swapped['conversations']) ?? 0) > 0 && within !== null && (
        <p>
          {plural(numberOf(swapped['conversations']) ?? 0, 'conversation')} read again with the words for groups
          swapped: our own scores stay the same within a tenth in {Math.round(within * 1000) / 10} %.
        </p>
      )}
      {differences.length > 0 && (
        <>
          <h3>
            How replies differ where a group is mentioned{' '}
            <Define what="the difference">
              Hedges’ g: how far the mean lies from that of all other conversations, in standard deviations. The line is
              its 95 % interval. 0.2 is small, 0.5 moderate, 0.8 large; one holds if of such differences at most one in
              twenty is chance.
            </Define>
          </h3>
          <Forest differences={differences} />
        </>
      )}
      {groups.length > 0 && (
        <>
          <h3>Conversations that mention a group</h3>
          <Bars label="Conversations that mention a group" counts={groups.map(({ name, count }) => [name, count])} />
        </>
      )}
      {recommendations.length === 0 && <p className="muted">Nothing to do.</p>}
    </Card>
  )
}
