import { Link } from 'wouter'
import type { JsonObject, ReportView } from '@techdeck/contracts'
import { formatCount, formatScore, formatShare, plural } from '@techdeck/client/figures'
import { formatTime } from '../../format.ts'
import { addUp, numberOf, objectOf } from '../../json.ts'
import { Define } from '../../ui/define.tsx'
import { Card, Facts } from '../../ui/parts.tsx'
import { Bars } from './bars.tsx'
import { sliceHref } from './slice-href.ts'

/** What was taken out, how far people can still be told apart, and what people found who looked. */
export function Privacy({ report: { privacy, leak_review: review, execution } }: { report: ReportView }) {
  const sets = Object.values(privacy)
  const replaced = addUp(sets.map((set) => set['replaced']))
  const sum = (name: string) => sets.reduce((all, set) => all + (numberOf(set[name]) ?? 0), 0)
  const risks = sets.map((set) => objectOf(set['risk'])).filter(({ people }) => (numberOf(people) ?? 0) > 0)
  return (
    <>
      {replaced.length > 0 && (
        <Card title="Identifiers replaced">
          <p>
            In {plural(sum('changed'), 'conversation')} of {formatCount(sum('conversations'))}, and in{' '}
            {plural(sum('replacedFields'), 'field')} of metadata and labels.
          </p>
          <Bars
            label="Identifiers replaced, by category"
            counts={replaced}
            hrefOf={(category) => sliceHref(execution.id, { finding: `identifier.${category}` })}
          />
        </Card>
      )}
      {risks.map((risk, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- data sets never move
        <Risk key={index} risk={risk} />
      ))}
      {review && review.reviewed > 0 && (
        <Card
          title="What people found in a sample"
          aside={<Link href={`/runs/${execution.id}/leaks`}>The leak review</Link>}
        >
          <p>
            {plural(review.reviewed, 'conversation')} of {formatCount(review.population)} looked at,{' '}
            {formatCount(review.leaking)} with something left: with 95 % confidence fewer than{' '}
            <strong>{formatShare(review.upper_95)}</strong> of all have a leak.{' '}
            {review.signed_off_at === null ? 'Not signed off.' : `Signed off ${formatTime(review.signed_off_at)}.`}
          </p>
        </Card>
      )}
    </>
  )
}

function Risk({ risk }: { risk: JsonObject }) {
  const count = (name: string) => formatCount(numberOf(risk[name]) ?? 0)
  const [k, mean] = [numberOf(risk['k_anonymity']), numberOf(risk['mean_risk'])]
  return (
    <Card
      title={
        <>
          Residual risk{' '}
          <Define what="residual risk">
            By age, job, place, family and rare events that are still told: how many people of this data set are told
            the same. k is the smallest such group; 1 over its size is the risk of one person.
          </Define>
        </>
      }
    >
      <Facts
        facts={[
          ['People', count('people')],
          k === null ? null : ['k-anonymity', formatCount(k)],
          mean === null ? null : ['Mean risk', formatScore(mean)],
          ['Told of nobody else', count('k_below_2')],
          ['k below 5', count('k_below_5')],
          ['Withheld for it', count('withheld')],
        ]}
      />
    </Card>
  )
}
