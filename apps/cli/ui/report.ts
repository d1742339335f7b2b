import type {
  BiasView,
  Estimate,
  JsonObject,
  LeakReviewView,
  Records,
  ReportView,
  ValidationResultView,
  ValidationView,
} from '@techdeck/contracts'
import { formatBytes, formatCount, formatScore, formatShare, plural } from '@techdeck/client/figures'
import { describeExecution } from './execution.ts'
import { printable } from './format.ts'
import { table } from './table.ts'

/**
 * A report as lines for people: what became of every record, then what validation, privacy, quality and bias say, then
 * what to do. A section whose stage has not ended is left out.
 */
export function describeReport(report: ReportView): string[] {
  return [
    describeExecution(report.execution),
    ...section('What became of every record', conservation(report)),
    ...section('What would come out', report.estimate ? estimateLines(report.estimate) : []),
    ...section('Validation', report.validation ? validationLines(report.validation) : []),
    ...section('Identifiers replaced', privacy(report.privacy)),
    ...section('Residual risk', Object.values(report.privacy).flatMap(riskLines)),
    ...section('Leak review', report.leak_review ? leakReviewLines(report.leak_review) : []),
    ...section('Quality', Object.values(report.quality).flatMap(qualityLines)),
    ...section('Bias', report.bias ? biasLines(report.bias) : []),
    ...section('What was said', therapy(report.therapy)),
    ...section('Recommendations', recommendationLines(report.recommendations)),
  ]
}

/** The newest validation of a data set as lines for people. */
export function describeValidation({ execution_id, validation, bias }: ValidationResultView): string[] {
  const recommendations = [...new Set([...validation.recommendations, ...(bias?.recommendations ?? [])])]
  return [
    `Validated by execution ${execution_id}`,
    ...section('Validation', validationLines(validation)),
    ...section('Bias', bias ? biasLines(bias) : []),
    ...section('Recommendations', recommendationLines(recommendations)),
  ]
}

const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines])

function conservation({ conservation: { conserved, stages }, execution }: ReportView): string[] {
  if (stages.length === 0) return []
  const several = execution.dataset_ids.length > 1
  const header = ['stage', 'in', 'out', 'rejected', 'quarantined', 'merged', 'withheld', 'adds up']
  const rows = stages.map(({ dataset_id, stage, records, conserved: own }) => [
    ...(several ? [dataset_id] : []),
    stage,
    records.in,
    records.out,
    records.rejected,
    records.quarantined,
    records.merged,
    records.withheld,
    own ? 'yes' : 'NO',
  ])
  const losses = stages.flatMap(({ stage, losses: own }) =>
    own.map((loss) => [stage, loss.kind, loss.reason, loss.count]),
  )
  const read = stages.filter(({ stage }) => stage === 'ingestion')
  const sum = (of: (records: Records) => number) => formatCount(read.reduce((n, { records }) => n + of(records), 0))
  return [
    ...(read.length === 0
      ? []
      : [
          `  ${sum((of) => of.in)} rows read = ${sum((of) => of.out + of.merged)} accepted + ${sum((of) => of.quarantined)} quarantined`,
        ]),
    ...table(several ? ['data set', ...header] : header, rows),
    ...(losses.length === 0 ? [] : ['', ...table(['left out at', 'as', 'because', 'records'], losses)]),
    ...(conserved ? [] : ['  Records are missing: counts of a stage do not add up.']),
  ]
}

/** What a dry run says before anything is exported: what would come out, how good it is, what else could be chosen. */
export const dryRunLines = (estimate: Estimate, quality: readonly JsonObject[]): string[] => [
  ...section('What would come out', estimateLines(estimate)),
  ...section('Quality', quality.flatMap(qualityLines)),
]

/** What would come out of a dry run. */
function estimateLines({ conversations, withheld, formats, sample }: Estimate): string[] {
  return [
    `  ${plural(conversations, 'conversation')}${withheld > 0 ? `; ${formatCount(withheld)} withheld, since an identifier is left in them` : ''}`,
    ...table(
      ['format', 'conversations', 'about'],
      formats.map(({ format, conversations: count, size_bytes: bytes }) => [
        format,
        count,
        bytes === null ? null : formatBytes(bytes),
      ]),
    ),
    `  Sizes are by the first ${plural(sample, 'conversation')}. Nothing was exported.`,
  ]
}

const validationLines = (validation: ValidationView): string[] =>
  table(
    ['score', 'of 1'],
    [
      ['overall', formatScore(validation.overall_score)],
      ['clinical terms', formatScore(validation.dsm5_accuracy)],
      ['therapeutic appropriateness', formatScore(validation.therapeutic_appropriateness)],
      ['privacy', formatScore(validation.privacy_compliance)],
    ],
  )

function privacy(byDataset: ReportView['privacy']): string[] {
  const replaced = addUp(Object.values(byDataset).map(({ replaced: counts }) => countsOf(counts)))
  const methods = new Set(
    Object.values(byDataset).flatMap(({ method }) => {
      const { rule, needs_determination: asks } = objectOf(method)
      return typeof rule === 'string' ? [`  ${printable(rule)}${asks === true ? '; needs a determination' : ''}`] : []
    }),
  )
  return replaced.length === 0 ? [] : [...methods, ...table(['category', 'times'], replaced)]
}

/** What people found in a sample of what came out. */
export function leakReviewLines({
  sample,
  population,
  reviewed,
  leaking,
  upper_95: bound,
  signed_off_at: signed,
}: LeakReviewView): string[] {
  return [
    `  ${plural(reviewed, 'conversation')} looked at, of a sample of ${formatCount(sample)} out of ${formatCount(population)}; ${formatCount(leaking)} with a leak`,
    ...(reviewed === 0 ? [] : [`  with 95 % confidence fewer than ${formatShare(bound)} of all have one`]),
    signed === null ? '  not signed off' : `  signed off ${signed}`,
  ]
}

/** How far people can be told apart by what is left of them. */
function riskLines({ risk }: JsonObject): string[] {
  const { people, k_anonymity: k, mean_risk: mean, k_below_2: alone, k_below_5: few, withheld } = objectOf(risk)
  if (typeof people !== 'number' || people === 0) return []
  return table(
    ['figure', 'value'],
    [
      ['people', people],
      ['k-anonymity', textOf(k)],
      ['mean risk', scoreOf(mean)],
      ['conversations of whom nobody else is told the same', textOf(alone)],
      ['conversations with k below 5', textOf(few)],
      ['withheld for too small a k', textOf(withheld)],
    ],
  )
}

const BAR = 30

/** Scores by dimension and the distribution of the overall score, with where the threshold lies. */
function qualityLines(quality: JsonObject): string[] {
  const { scored, kept, mean_overall: mean, threshold } = quality
  const dimensions = Object.entries(objectOf(quality['dimensions']))
  const histogram = numbersOf(objectOf(objectOf(quality['dimensions'])['overall'])['histogram'])
  const most = Math.max(1, ...histogram)
  const reasons = countsOf(quality['reasons']).slice(0, 10)
  return [
    ...(typeof scored === 'number' && typeof kept === 'number' && typeof threshold === 'number'
      ? [`  ${plural(kept, 'conversation')} of ${scored} at or above ${threshold}`]
      : []),
    ...(typeof mean === 'number' ? [`  mean ${formatScore(mean)}`] : []),
    ...histogram.flatMap((count, index) => {
      const from = index / histogram.length
      const mark = typeof threshold === 'number' && from <= threshold && threshold < (index + 1) / histogram.length
      if (count === 0 && !mark) return []
      const bar = '█'.repeat(Math.ceil((count / most) * BAR))
      return [`  ${from.toFixed(2)} ${bar}${bar && ' '}${count}${mark ? '  ← threshold' : ''}`]
    }),
    ...thresholdLines(quality),
    '',
    ...table(
      ['dimension', 'mean'],
      dimensions.map(([name, figures]) => [name, scoreOf(objectOf(figures)['mean'])]),
    ),
    ...(reasons.length === 0 ? [] : ['', ...table(['lowered by', 'conversations'], reasons)]),
  ]
}

/** Thresholds that people choose from. */
const THRESHOLDS = ['0.30', '0.50', '0.60', '0.70', '0.80', '0.90']

/** What other thresholds would keep; it can be looked at before anything is exported (`run --mode dry_run`). */
function thresholdLines({ at_threshold: choices }: JsonObject): string[] {
  const rows = THRESHOLDS.flatMap((at) => {
    const { kept, share } = objectOf(objectOf(choices)[at])
    return typeof kept === 'number' && typeof share === 'number' ? [[at, kept, formatShare(share)]] : []
  })
  return rows.length === 0 ? [] : ['', ...table(['threshold', 'would keep', 'of all'], rows)]
}

function biasLines({ bias_score, demographic_analysis, fairness_metrics }: BiasView): string[] {
  const differences = listOf(demographic_analysis['differences']).map(objectOf)
  const held = differences.filter(({ holds }) => holds === true)
  const stereotypes = objectOf(fairness_metrics['stereotypes_by_helper'])
  const { conversations, share } = stereotypes
  return [
    `  score ${formatScore(bias_score)} (0 is none)`,
    ...(typeof conversations === 'number' && typeof share === 'number'
      ? [
          `  ${plural(conversations, 'conversation')} (${formatShare(share)}) in which the helper generalises about a group`,
        ]
      : []),
    ...swappedLines(objectOf(fairness_metrics['counterfactual'])),
    `  ${plural(differences.length, 'comparison')} between groups, ${held.length} with a difference that holds`,
    ...(held.length === 0
      ? []
      : table(
          ['group', 'of', 'measure', 'mean', 'others', 'effect g'],
          held
            .slice(0, 10)
            .map(({ group, axis, measure, mean, rest, g }) => [
              textOf(group),
              textOf(axis),
              textOf(measure),
              textOf(mean),
              textOf(rest),
              textOf(g),
            ]),
        )),
  ]
}

/** What became of our own scores when the words for groups were swapped. */
function swappedLines({ conversations, within_bound: within, bound }: Record<string, unknown>): string[] {
  if (typeof conversations !== 'number' || conversations === 0 || typeof within !== 'number') return []
  return [
    `  ${plural(conversations, 'conversation')} read again with the words for groups swapped: no score of ours moves by more than ${textOf(bound)} in ${formatShare(within)}`,
  ]
}

/** Labels that the helpers and clients were given, the most frequent of each measure. */
function therapy(byDataset: ReportView['therapy']): string[] {
  const measures = new Set(Object.values(byDataset).flatMap((own) => Object.keys(own)))
  const rows = [...measures].flatMap((measure) => {
    const labels = addUp(Object.values(byDataset).map((own) => countsOf(own[measure])))
    if (labels.length === 0) return []
    const shown = labels.slice(0, 6).map(([label, count]) => `${label} ${count}`)
    return [[measure, shown.join(', ')]]
  })
  return rows.length === 0 ? [] : table(['measure', 'most frequent'], rows)
}

const recommendationLines = (recommendations: readonly string[]): string[] =>
  recommendations.map((text) => `  - ${printable(text)}`)

// Reports of stages are JSON of the stage's own making: what is not as expected is not shown.

const objectOf = (value: unknown): { [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const numbersOf = (value: unknown): number[] => listOf(value).filter((each) => typeof each === 'number')
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const scoreOf = (value: unknown): string | null => (typeof value === 'number' ? formatScore(value) : null)

/** Named counts, the largest first. */
function countsOf(value: unknown): [name: string, count: number][] {
  return Object.entries(objectOf(value))
    .flatMap(([name, count]): [string, number][] => (typeof count === 'number' ? [[name, count]] : []))
    .toSorted(([, a], [, b]) => b - a)
}

function addUp(counts: readonly [name: string, count: number][][]): [name: string, count: number][] {
  const sum: { [name: string]: number } = {}
  for (const [name, count] of counts.flat()) sum[name] = (sum[name] ?? 0) + count
  return countsOf(sum)
}
