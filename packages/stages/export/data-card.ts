import type { Json, JsonObject, Records, StageName } from '@techdeck/contracts'
import { STAGES } from '@techdeck/contracts/names'
import { share } from '../figures.ts'
import { processingKey } from './leak-rate.ts'
import type { ExportContext, WrittenFile } from './manifest.ts'
import type { ExportSummary } from './summary.ts'

export interface CardFigures {
  content: ExportSummary
  files: readonly WrittenFile[]
  notices: readonly string[]
  /** Conversations that the finish step left out. */
  left: number
}

/**
 * A data card in the form of the Hugging Face Hub: a head that tools read, then what the data are, what was done to
 * them, and what they do not promise, in figures of this very data set.
 *
 * @param hub whether it stands in the folder for the Hub, whose viewer looks for the data in the head
 */
export function dataCardOf(context: ExportContext, about: CardFigures, hub = false): string {
  const { dataset, execution } = context
  const { content, files, notices } = about
  const processing = reportOf(context, 'processing')
  const quality = reportOf(context, 'quality')
  return `${[
    '---',
    ...headOf(context, about, hub),
    '---',
    '',
    '# Data card',
    '',
    `Conversations between a helper and a client, de-identified, validated and scored. Source: data set \`${dataset.sha256}\`.`,
    '',
    '## Contents',
    '',
    `- ${content.conversations} conversations, ${content.turns} turns, ${content.characters} characters`,
    `- turns by role: ${list(content.roles)}`,
    `- languages: ${list(content.languages)}`,
    ...(Object.keys(content.splits).length > 0 ? [`- splits: ${list(content.splits)}`] : []),
    ...(hub
      ? []
      : ['', '![Overall quality score](figures/quality.svg)', '', '![Turns of a conversation](figures/turns.svg)']),
    '',
    '| file | format | records | bytes | sha256 |',
    '|---|---|---|---|---|',
    ...files.map((file) => `| ${file.name} | ${file.format} | ${file.records} | ${file.size_bytes} | ${file.sha256} |`),
    ...(notices.length > 0 ? ['', ...notices.map((notice) => `> ${notice}`)] : []),
    '',
    '## Licence and consent',
    '',
    `- Licence: ${dataset.licence === undefined ? 'not stated by whoever uploaded the data' : inline(dataset.licence)}`,
    `- Consent: ${dataset.consent === undefined ? 'not stated by whoever uploaded the data' : inline(dataset.consent)}`,
    '',
    '## What became of every record',
    '',
    '| stage | in | out | rejected | quarantined | merged | withheld |',
    '|---|---|---|---|---|---|---|',
    ...STAGES.map((stage) => rowOf(stage, recordsOf(context, stage, about.left))),
    '',
    'Ingestion counts source rows, the later stages conversations.',
    '',
    '## What was done',
    '',
    ...methodOf(processing),
    `- Identifiers replaced: ${list(processing.replaced)}.`,
    ...riskOf(processing),
    ...leakRateOf(context),
    `- Conversations below the quality threshold of ${execution.qualityThreshold} were left out; mean score of those scored: ${show(quality.mean_overall)}.`,
    `- Detection of bias was ${execution.enableBiasDetection ? 'on' : 'off'}; mode ${execution.executionMode}.`,
    '',
    '## What was found in the text',
    '',
    ...findingsOf(content),
    '',
    '## Limits',
    '',
    ...limitsOf(context, content),
    '- De-identification is automatic. What its detectors do not know they do not find; treat the text as sensitive.',
    '- Scores and labels come from rules and are no clinical judgement.',
    '- Not meant for diagnosis, nor for talking to people in a crisis without human oversight.',
  ].join('\n')}\n`
}

/** YAML, in its subset that is JSON wherever a value is not ours. */
function headOf({ dataset }: ExportContext, { content, files }: CardFigures, hub: boolean): string[] {
  const languages = Object.keys(content.languages).filter((language) => language !== 'und')
  return [
    ...(dataset.licence === undefined
      ? ['license: unknown']
      : SPDX.test(dataset.licence)
        ? [`license: ${JSON.stringify(dataset.licence.toLowerCase())}`]
        : ['license: other', `license_name: ${JSON.stringify(dataset.licence)}`]),
    `language: ${JSON.stringify(languages.toSorted())}`,
    'pretty_name: De-identified therapy conversations',
    'task_categories: ["text-generation"]',
    'tags: ["mental-health", "counselling", "conversations", "de-identified"]',
    `size_categories: ["${sizeOf(content.conversations)}"]`,
    ...(hub ? configsOf(files) : []),
  ]
}

const SPDX = /^[A-Za-z0-9][A-Za-z0-9.+-]{1,40}$/

const SIZES: readonly [below: number, name: string][] = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
]
const sizeOf = (n: number): string => SIZES.find(([below]) => n < below)?.[1] ?? '1M<n<10M'

/** Where the Hub, and `datasets`, find the data, and how much there is of them. */
function configsOf(files: readonly WrittenFile[]): string[] {
  const data = files.filter(({ name }) => name.startsWith('huggingface/data/'))
  const splits = data.map(({ name, split = 'train', ...file }) => ({
    ...file,
    split,
    path: name.slice('huggingface/'.length),
  }))
  return [
    'configs:',
    '- config_name: default',
    '  data_files:',
    ...splits.flatMap(({ split, path }) => [`  - split: ${split}`, `    path: ${JSON.stringify(path)}`]),
    'dataset_info:',
    '  splits:',
    ...splits.flatMap(({ split, records, size_bytes }) => [
      `  - name: ${split}`,
      `    num_examples: ${records}`,
      `    num_bytes: ${size_bytes}`,
    ]),
    `  download_size: ${splits.reduce((sum, { size_bytes }) => sum + size_bytes, 0)}`,
  ]
}

/** By which rule it was de-identified, and what that asks of whoever discloses it. */
function methodOf({ method }: JsonObject): string[] {
  const { rule, needs_determination: asks } = (method ?? {}) as JsonObject
  if (typeof rule !== 'string') return []
  return [
    `- De-identification: ${rule}.${asks === true ? ' It is not de-identified in the sense of HIPAA until an expert has determined so.' : ''}`,
  ]
}

/** What people found who looked at a sample of it. */
function leakRateOf({ dataset, options, earlier }: ExportContext): string[] {
  const key = processingKey(dataset.sha256, (stage) => earlier(stage))
  const review = options.leakReviews.find(({ of }) => of === key)
  if (!review)
    return [
      '- Leak rate: no sample of it had been looked at and signed off when it was exported; ask `leak-review` for it.',
    ]
  const { reviewed, leaking, upper95 } = review
  return [
    `- Leak rate: people looked at ${reviewed} conversations of the same processing and found something identifying in ${leaking}; with 95 % confidence it is in fewer than ${(upper95 * 100).toFixed(2)} % (exact binomial).`,
  ]
}

/** How far people can be told apart by what is left of them. */
function riskOf({ risk }: JsonObject): string[] {
  const {
    people,
    k_anonymity: k,
    mean_risk: mean,
    k_below_2: alone,
    k_below_5: few,
    conversations,
  } = (risk ?? {}) as JsonObject
  if (typeof people !== 'number' || people === 0) return []
  return [
    `- Residual risk by what is told of age, job, place, family and rare events: ${people} people, k-anonymity ${show(k)}; ${show(alone)} of ${show(conversations)} conversations are of somebody of whom nobody else is told the same, ${show(few)} of fewer than five; mean risk ${show(mean)}.`,
  ]
}

const reportOf = (context: ExportContext, stage: StageName): JsonObject => context.earlier(stage)?.report ?? {}

function recordsOf(context: ExportContext, stage: StageName, left: number): Records | undefined {
  if (stage !== 'export') return context.earlier(stage)?.records
  const { records } = context
  return { ...records, out: records.out - left, rejected: records.rejected + left }
}

const rowOf = (stage: StageName, r: Records | undefined): string =>
  r
    ? `| ${stage} | ${r.in} | ${r.out} | ${r.rejected} | ${r.quarantined} | ${r.merged} | ${r.withheld} |`
    : `| ${stage} | – | – | – | – | – | – |`

function findingsOf({ findings }: ExportSummary): string[] {
  const kinds = Object.keys(findings).toSorted()
  return kinds.length === 0 ? ['Nothing.'] : kinds.map((kind) => `- ${kind}: ${list(findings[kind])}`)
}

/** What the figures themselves say against the data. */
function limitsOf(context: ExportContext, { conversations, turns, languages, roles, splits }: ExportSummary): string[] {
  if (conversations === 0) return ['- There is no conversation in it.']
  const [[language, most] = ['und', 0]] = Object.entries(languages).toSorted(([, a], [, b]) => b - a)
  const { therapist = 0, client = 0 } = roles
  const { withheld = 0 } = context.earlier('processing')?.records ?? {}
  const smallest = Object.entries(splits).toSorted(([, a], [, b]) => a - b)[0]
  return [
    ...(conversations < 1000
      ? [`- Small: ${conversations} conversations say little of how people speak in general.`]
      : []),
    `- ${percent(most, conversations)} of the conversations are in one language (${language}); detectors are made for English.`,
    `- A conversation has ${(turns / conversations).toFixed(1)} turns on average; ${percent(therapist, turns)} of all turns are the helper’s, ${percent(client, turns)} the client’s.`,
    ...(withheld > 0
      ? [`- ${withheld} conversations are not in it since something identifying was left in them.`]
      : []),
    ...(smallest && smallest[1] < 30
      ? [`- The split ${smallest[0]} has ${smallest[1]} conversations: figures on it are uncertain.`]
      : []),
  ]
}

const percent = (part: number, whole: number): string => `${(share(part, whole) * 100).toFixed(1)} %`

/** Text of others in one line that is no markup. */
const inline = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|!]/g, (sign) => `\\${sign}`)

const show = (value: Json | undefined): string => (typeof value === 'number' ? String(value) : 'not known')

function list(counts: Json | undefined): string {
  if (!counts || typeof counts !== 'object' || Array.isArray(counts)) return 'none'
  const entries = Object.entries(counts).filter(([, n]) => typeof n === 'number')
  entries.sort(([a, x], [b, y]) => (y as number) - (x as number) || (a < b ? -1 : 1))
  return entries.map(([name, n]) => `${name} ${n as number}`).join(', ') || 'none'
}
