import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { isFinal, type ExecutionView, type JsonObject, type ReportView } from '@techdeck/contracts'
import { formatBytes, formatCount, formatScore, formatShare, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { title } from '../../format.ts'
import { addUp, countsOf, listOf, numberOf, objectOf } from '../../json.ts'
import { explainReason } from '../../reasons.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Define } from '../../ui/define.tsx'
import { Card, Empty, Loading } from '../../ui/parts.tsx'
import { Meters } from '../../ui/meter.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { adviceOf } from './advice-of.ts'
import { Bars } from './bars.tsx'
import { flowOf } from './flow-of.ts'
import { Flow } from './flow.tsx'
import { formatOf } from './formats.ts'
import { Histogram } from './histogram.tsx'
import { Bias } from './report-bias.tsx'
import { OverTime } from './report-over-time.tsx'
import { Privacy } from './report-privacy.tsx'
import { sliceHref } from './slice-href.ts'

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
      <div className="actions actions-end">
        <button type="button" className="button" onClick={() => print()}>
          Print, or save as PDF
        </button>
      </div>
      <Scores report={data} />
      {data.estimate && <Estimated estimate={data.estimate} />}
      {data.recommendations.length > 0 && (
        <Card title="What to do">
          <ul className="advice">
            {data.recommendations.map((line) => (
              <li key={line}>
                {adviceOf(line).map(({ text, place }, index) =>
                  place === undefined ? (
                    text
                  ) : (
                    // oxlint-disable-next-line react/no-array-index-key -- pieces never move
                    <Link key={index} href={`/runs/${id}/why?place=${encodeURIComponent(place)}`}>
                      {text}
                    </Link>
                  ),
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {Object.entries(data.quality).map(([dataset, quality]) => (
        <Quality key={dataset} quality={quality} runId={id} />
      ))}
      <Conservation report={data} />
      <Privacy report={data} />
      {data.bias && <Bias bias={data.bias} />}
      <Said report={data} />
      <OverTime therapy={data.therapy} />
      <Crisis report={data} />
    </>
  )
}

const MEANINGS = {
  Quality:
    'The mean overall score of all conversations that were scored, from 0 to 1. A usual good session gets 0.9, a usual bad one 0.5; at 0.7 as many good ones are left out as bad ones are kept.',
  Validation: 'The mean of five tiers: structure, content, privacy, clinical use and bias; 1 is best.',
  Therapeutic:
    'How crises were answered, unsound replies and wrong codes, over the conversations that were checked; 1 is best.',
  'Clinical terms': 'The share of names of disorders, codes and medicines that are used rightly; 1 where none occurs.',
  Privacy: 'Of the source, before anything is replaced: 1 where no identifier stands in it.',
  Bias: 'From 0, where nothing was found, to 1: half by the largest difference between groups that holds, half by how often a helper generalises about one or attacks it.',
} as const

/** The figures that one looks at first. */
function Scores({ report: { validation, bias, quality } }: { report: ReportView }) {
  const means = Object.values(quality).flatMap(({ mean_overall: mean }) => numberOf(mean) ?? [])
  const figures: (readonly [keyof typeof MEANINGS, number | null, string])[] = [
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
              <span className="score-name">
                {name} <Define what={name.toLowerCase()}>{MEANINGS[name]}</Define>
              </span>
              <span className="big-figure">{formatScore(score)}</span>
              <span className="small muted">{note}</span>
            </li>
          ),
      )}
    </ul>
  )
}

const DIMENSIONS = [
  ['completeness', 'enough turns and words, some length while one has the floor, an end'],
  ['coherence', 'speakers who alternate, replies that take up a word of what was said'],
  ['turn_balance', 'a helper who says between a seventh and 55 % of the words'],
  ['therapeutic_skill', 'questions and reflections rather than advice, and a client who speaks for change'],
  ['empathy', 'replies that show what was felt or understood; signs of a bond, none of strain'],
  ['safety', 'a crisis that was met well, no unsound reply, codes used rightly'],
  ['privacy', 'text that stayed as it was said'],
  ['bias', 'no generalising about groups'],
  ['language', 'readable text in a known language, words of more than a few kinds'],
  ['uniqueness', 'turns that do not repeat an earlier one'],
] as const

function Quality({ quality, runId }: { quality: JsonObject; runId: string }) {
  const dimensions = Object.entries(objectOf(quality['dimensions'])).filter(([name]) => name !== 'overall')
  const histogram = countsIn(objectOf(quality['dimensions'])['overall'])
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
          {threshold.toFixed(2)}.{' '}
          <Link href={sliceHref(runId, { score_overall: `..${threshold}`, sort: '-score_overall' })}>
            Look at those below it
          </Link>
        </p>
      )}
      <Histogram counts={histogram} threshold={threshold} label="Conversations by overall score" />
      <div className="columns">
        <div>
          <h3>
            By dimension{' '}
            <Define what="each dimension">
              Each from 0 to 1, higher with:
              {DIMENSIONS.map(([name, text]) => (
                <span key={name} className="block">
                  <strong>{title(name)}</strong>: {text}.
                </span>
              ))}
            </Define>
          </h3>
          <Meters
            scores={dimensions.map(([name, figures]) => [name, numberOf(objectOf(figures)['mean']) ?? 0] as const)}
          />
        </div>
        <div>
          <h3>What lowered scores</h3>
          <Bars label="What lowered scores" counts={reasons} />
        </div>
      </div>
      <details className="more">
        <summary>Distribution of each dimension</summary>
        <div className="columns">
          {dimensions.map(([name, figures]) => (
            <Histogram
              key={name}
              counts={countsIn(figures)}
              threshold={null}
              label={`${title(name)}, mean ${formatScore(numberOf(objectOf(figures)['mean']) ?? 0)}`}
            />
          ))}
        </div>
      </details>
      {choices.length > 0 && (
        <details className="more">
          <summary>What another threshold would keep</summary>
          <Table
            label="What each threshold would keep"
            rows={choices}
            keyOf={([at]) => at}
            columns={[
              { name: 'Threshold', render: ([at]) => at, isHeading: true },
              {
                name: 'Kept',
                render: ([, figures]) => formatCount(numberOf(objectOf(figures)['kept']) ?? 0),
                isFigure: true,
              },
              {
                name: 'Share',
                render: ([, figures]) => formatShare(numberOf(objectOf(figures)['share']) ?? 0),
                isFigure: true,
              },
            ]}
          />
        </details>
      )}
    </Card>
  )
}

const countsIn = (figures: unknown): number[] =>
  listOf(objectOf(figures)['histogram']).map((count) => numberOf(count) ?? 0)

/** What would come out, had it not been a dry run. */
function Estimated({ estimate }: { estimate: NonNullable<ReportView['estimate']> }) {
  const { conversations, withheld, formats, sample } = estimate
  return (
    <Card title="What would come out">
      <p>
        <strong>{plural(conversations, 'conversation')}</strong>
        {withheld > 0 && `; ${formatCount(withheld)} withheld, since an identifier is left in them`}. Nothing was
        exported.
      </p>
      <Table
        label="What would be written"
        rows={formats}
        keyOf={({ format }) => format}
        columns={[
          { name: 'Format', render: ({ format }) => formatOf(format).title, isHeading: true },
          { name: 'Conversations', render: ({ conversations: count }) => formatCount(count), isFigure: true },
          {
            name: 'About',
            render: ({ size_bytes: bytes }) => (bytes === null ? '–' : formatBytes(bytes)),
            isFigure: true,
          },
        ]}
      />
      <p className="small muted">Sizes are by the first {plural(sample, 'conversation')}.</p>
    </Card>
  )
}

type StageCounts = ReportView['conservation']['stages'][number]

const COUNTS = (
  [
    ['In', 'in'],
    ['= Out', 'out'],
    ['+ Rejected', 'rejected'],
    ['+ Quarantined', 'quarantined'],
    ['+ Merged', 'merged'],
    ['+ Withheld', 'withheld'],
  ] as const
).map(([name, key]): Column<StageCounts> => ({
  name,
  render: ({ records }) => formatCount(records[key]),
  isFigure: true,
  className: ({ records }) => (records[key] === 0 ? 'faint' : ''),
}))

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
      <Flow steps={flowOf(conservation.stages)} />
      <Table
        label="Records by stage"
        rows={conservation.stages}
        keyOf={({ dataset_id: dataset, stage }) => `${dataset} ${stage}`}
        columns={[
          {
            name: 'Stage',
            render: ({ dataset_id: dataset, stage }) => (
              <>
                {title(stage)} {several && <code className="small muted">{dataset.slice(-6)}</code>}
              </>
            ),
            isHeading: true,
          },
          ...COUNTS,
          {
            name: 'Adds up',
            render: ({ conserved }) =>
              conserved ? <span className="good">✓ yes</span> : <span className="bad">✗ no</span>,
          },
        ]}
      />
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

const SAID = [
  ['behaviours', 'What helpers did'],
  ['talk', 'Client talk about change'],
  ['topics', 'What conversations are about'],
  ['emotions', 'Emotions named'],
  ['symptoms', 'Symptoms spoken of'],
] as const

function Said({ report: { therapy, execution } }: { report: ReportView }) {
  const sets = Object.values(therapy)
  const parts = SAID.map(([key, label]) => [key, label, addUp(sets.map((set) => set[key]))] as const).filter(
    ([, , counts]) => counts.length > 0,
  )
  if (parts.length === 0) return null
  return (
    <Card title="What was said">
      <div className="columns-flow">
        {parts.map(([key, label, counts]) => (
          <div key={key}>
            <h3>{label}</h3>
            <Bars
              label={label}
              counts={counts}
              {...(key === 'topics' && {
                hrefOf: (topic: string) => sliceHref(execution.id, { label: `topic=${topic}` }),
              })}
            />
          </div>
        ))}
      </div>
    </Card>
  )
}

/** Signs of crisis, counted, behind a warning; what was said stands in the review alone. */
function Crisis({ report: { therapy, execution } }: { report: ReportView }) {
  const counts = addUp(Object.values(therapy).map((set) => set['crisis']))
  if (counts.length === 0) return null
  return (
    <Card title="Crises">
      <details className="more">
        <summary>Counts of conversations in which somebody speaks of suicide, self-harm, violence or abuse</summary>
        <Bars
          label="Conversations with signs of crisis"
          counts={counts}
          hrefOf={(level) => sliceHref(execution.id, { label: `crisis=${level}` })}
        />
        <p className="small muted">
          None of this is a diagnosis. Have people look at them:{' '}
          {execution.dataset_ids.map((id, index) => (
            <Link key={id} href={`/datasets/${id}/review`}>
              {execution.dataset_ids.length === 1 ? 'the review' : `review ${index + 1} `}
            </Link>
          ))}
          , crises first.
        </p>
      </details>
    </Card>
  )
}
