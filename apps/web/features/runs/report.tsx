import { useQuery } from '@tanstack/react-query'
import { isFinal, type BiasView, type ExecutionView, type JsonObject, type ReportView } from '@techdeck/contracts'
import { formatCount, formatScore, formatShare, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { title } from '../../format.ts'
import { addUp, countsOf, listOf, numberOf, objectOf } from '../../json.ts'
import { explainReason } from '../../reasons.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Table } from '../../ui/parts.tsx'
import { Meters } from '../../ui/meter.tsx'
import { Bars } from './bars.tsx'
import { Histogram } from './histogram.tsx'

/** What a run found, and what became of every record. A part whose stage has not ended is left out. */
export function Report({ run }: { run: ExecutionView }) {
  const { id } = run
  const report = useQuery({
    queryKey: ['report', id],
    queryFn: ({ signal }) => client.getReport({ params: { id }, signal }),
    refetchInterval: isFinal(run.status) ? false : 3000,
  })
  if (report.isPending) return <Loading what="Reading the report" />
  if (report.isError) return <ErrorNote error={report.error} onRetry={() => void report.refetch()} />
  const { data } = report
  if (data.conservation.stages.length === 0) return <Empty title="The report grows as stages end." />
  return (
    <>
      <Scores report={data} />
      {data.recommendations.length > 0 && (
        <Card title="What to do">
          <ul className="advice">
            {data.recommendations.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Card>
      )}
      {Object.entries(data.quality).map(([dataset, quality]) => (
        <Quality key={dataset} quality={quality} />
      ))}
      <Conservation report={data} />
      <Privacy report={data} />
      {data.bias && <Bias bias={data.bias} />}
      <Said report={data} />
    </>
  )
}

/** The figures that one looks at first. */
function Scores({ report: { validation, bias, quality } }: { report: ReportView }) {
  const means = Object.values(quality).flatMap(({ mean_overall: mean }) => numberOf(mean) ?? [])
  const figures: (readonly [string, number | null, string])[] = [
    [
      'Quality',
      means.length > 0 ? means.reduce((sum, mean) => sum + mean, 0) / means.length : null,
      'mean of all scored',
    ],
    ['Validation', validation?.overall_score ?? null, 'of five tiers'],
    ['Therapeutic', validation?.therapeutic_appropriateness ?? null, 'replies and crises'],
    ['Clinical terms', validation?.dsm5_accuracy ?? null, 'terms used rightly'],
    ['Privacy', validation?.privacy_compliance ?? null, 'before replacement'],
    ['Bias', bias?.bias_score ?? null, '0 is none'],
  ]
  return (
    <ul className="scores" aria-label="Scores">
      {figures.map(
        ([name, score, note]) =>
          score !== null && (
            <li key={name}>
              <span className="score-name">{name}</span>
              <span className="big-figure">{formatScore(score)}</span>
              <span className="small muted">{note}</span>
            </li>
          ),
      )}
    </ul>
  )
}

function Quality({ quality }: { quality: JsonObject }) {
  const dimensions = Object.entries(objectOf(quality['dimensions'])).filter(([name]) => name !== 'overall')
  const histogram = listOf(objectOf(objectOf(quality['dimensions'])['overall'])['histogram']).map(
    (count) => numberOf(count) ?? 0,
  )
  const [scored, kept, threshold] = [
    numberOf(quality['scored']),
    numberOf(quality['kept']),
    numberOf(quality['threshold']),
  ]
  const choices = Object.entries(objectOf(quality['at_threshold'])).toSorted(([a], [b]) => Number(b) - Number(a))
  const reasons = countsOf(quality['reasons']).slice(0, 8)
  return (
    <Card title="Quality">
      {scored !== null && kept !== null && threshold !== null && (
        <p>
          <strong>{plural(kept, 'conversation')}</strong> of {formatCount(scored)} are at or above{' '}
          {threshold.toFixed(2)}.
        </p>
      )}
      <Histogram counts={histogram} threshold={threshold} label="Conversations by overall score" />
      <div className="columns">
        <div>
          <h3>By dimension</h3>
          <Meters
            scores={dimensions.map(([name, figures]) => [name, numberOf(objectOf(figures)['mean']) ?? 0] as const)}
          />
        </div>
        <div>
          <h3>What lowered scores</h3>
          <Bars label="What lowered scores" counts={reasons} />
        </div>
      </div>
      {choices.length > 0 && (
        <details className="more">
          <summary>What another threshold would keep</summary>
          <Table label="What each threshold would keep" head={['Threshold', 'Kept', 'Share']}>
            {choices.map(([at, figures]) => (
              <tr key={at}>
                <th scope="row">{at}</th>
                <td className="figure">{formatCount(numberOf(objectOf(figures)['kept']) ?? 0)}</td>
                <td className="figure">{formatShare(numberOf(objectOf(figures)['share']) ?? 0)}</td>
              </tr>
            ))}
          </Table>
        </details>
      )}
    </Card>
  )
}

function Conservation({ report: { conservation, execution } }: { report: ReportView }) {
  const several = execution.dataset_ids.length > 1
  const losses = conservation.stages.flatMap(({ dataset_id, stage, losses: own }) =>
    own.map((loss) => ({ ...loss, stage, dataset_id })),
  )
  return (
    <Card
      title="What became of every record"
      aside={
        <span className={conservation.conserved ? 'good' : 'bad'}>
          {conservation.conserved ? '✓ Every record is accounted for' : '✗ Counts of a stage do not add up'}
        </span>
      }
    >
      <Table
        label="Records by stage"
        head={['Stage', 'In', '= Out', '+ Rejected', '+ Quarantined', '+ Merged', '+ Withheld', 'Adds up']}
      >
        {conservation.stages.map(({ dataset_id, stage, records, conserved }) => (
          <tr key={`${dataset_id} ${stage}`}>
            <th scope="row">
              {title(stage)} {several && <code className="small muted">{dataset_id.slice(-6)}</code>}
            </th>
            {[records.in, records.out, records.rejected, records.quarantined, records.merged, records.withheld].map(
              (count, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- columns never move
                <td key={index} className={count === 0 ? 'figure faint' : 'figure'}>
                  {formatCount(count)}
                </td>
              ),
            )}
            <td>{conserved ? <span className="good">✓ yes</span> : <span className="bad">✗ no</span>}</td>
          </tr>
        ))}
      </Table>
      {losses.length > 0 && (
        <>
          <h3>Why records were left out</h3>
          <ul className="losses">
            {losses.map(({ dataset_id, stage, kind, reason, count }) => (
              <li key={`${dataset_id} ${stage} ${kind} ${reason}`}>
                <span className="figure">{formatCount(count)}</span>
                <span>
                  <strong>{kind}</strong> at {stage}: {explainReason(reason)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}

function Privacy({ report: { privacy } }: { report: ReportView }) {
  const sets = Object.values(privacy)
  const replaced = addUp(sets.map((set) => set['replaced']))
  const sum = (name: string) => sets.reduce((all, set) => all + (numberOf(set[name]) ?? 0), 0)
  if (replaced.length === 0) return null
  return (
    <Card title="Identifiers replaced">
      <p>
        In {plural(sum('changed'), 'conversation')} of {formatCount(sum('conversations'))}, and in{' '}
        {plural(sum('replacedFields'), 'field')} of metadata and labels.
      </p>
      <Bars label="Identifiers replaced, by category" counts={replaced} />
    </Card>
  )
}

function Bias({
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
  const differences = listOf(analysis['differences']).map(objectOf)
  const held = differences.filter(({ holds }) => holds === true)
  const stereotypes = objectOf(fairness['stereotypes_by_helper'])
  const swapped = objectOf(fairness['counterfactual'])
  const within = numberOf(swapped['within_bound'])
  return (
    <Card title="Bias">
      <p>
        {plural(numberOf(stereotypes['conversations']) ?? 0, 'conversation')} in which the helper generalises about a
        group; {plural(differences.length, 'comparison')} between groups, {formatCount(held.length)} with a difference
        that holds.
      </p>
      {(numberOf(swapped['conversations']) ?? 0) > 0 && within !== null && (
        <p>
          {plural(numberOf(swapped['conversations']) ?? 0, 'conversation')} read again with the words for groups
          swapped: our own scores stay the same within a tenth in {Math.round(within * 1000) / 10} %.
        </p>
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

const SAID = [
  ['behaviours', 'What helpers did'],
  ['talk', 'Client talk about change'],
  ['topics', 'What conversations are about'],
  ['emotions', 'Emotions named'],
  ['crisis', 'Signs of crisis'],
  ['symptoms', 'Symptoms spoken of'],
] as const

function Said({ report: { therapy } }: { report: ReportView }) {
  const sets = Object.values(therapy)
  const parts = SAID.map(([key, label]) => [label, addUp(sets.map((set) => set[key]))] as const).filter(
    ([, counts]) => counts.length > 0,
  )
  if (parts.length === 0) return null
  return (
    <Card title="What was said">
      <div className="columns-flow">
        {parts.map(([label, counts]) => (
          <div key={label}>
            <h3>{label}</h3>
            <Bars label={label} counts={counts} />
          </div>
        ))}
      </div>
    </Card>
  )
}
