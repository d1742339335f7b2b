import type { Passport, PassportFile, PassportStep } from '@techdeck/contracts'
import { formatScore, plural } from '@techdeck/client/figures'
import { printable } from './format.ts'

/** A passport as lines for people: what it is, what became of it, then what each stage did to it. */
export function describePassport({ conversation_id, source, file, fate, steps, exports }: PassportOfFile): string[] {
  const columns = Object.entries(file.mapping).map(
    ([part, column]) => `${part} ${printable([column].flat().join(', '))}`,
  )
  return [
    conversation_id === null ? 'A row that became no conversation of its own' : `Conversation ${conversation_id}`,
    `From     ${printable(file.name)}, ${placeOf(source)}, ${plural(source.rows, 'row')}`,
    ...(file.format === undefined
      ? []
      : [`Read as  ${file.format}, ${file.encoding ?? '–'}${columns.length > 0 ? ` (${columns.join('; ')})` : ''}`]),
    `Fate     ${fateOf(fate)}`,
    ...exports.map(
      ({ name, record, line }) => `         ${name}, ${line === undefined ? `record ${record}` : `line ${line}`}`,
    ),
    ...steps.flatMap(describeStep),
  ]
}

type PassportOfFile = Passport & { file: PassportFile }

const placeOf = ({ line, row, byte_offset }: Passport['source']): string =>
  [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(row === undefined ? [] : [`row ${row}`]),
    ...(byte_offset === undefined ? [] : [`byte ${byte_offset}`]),
  ].join(', ')

const PLAIN: Readonly<Record<string, string>> = {
  exported: 'exported',
  kept: 'passed all stages; nothing was to be exported',
  pending: 'not there yet',
}

function fateOf({ outcome, stage, reason, into, into_dataset: other }: Passport['fate']): string {
  const why = reason === undefined ? '' : `: ${reason}`
  return `${PLAIN[outcome] ?? `${outcome} at ${stage}`}${why}${into === undefined ? '' : `, into ${into}`}${other === undefined ? '' : ` of data set ${other}`}`
}

function describeStep({ stage, version, outcome, reason, ...told }: PassportStep): string[] {
  const { changes = {}, findings = [], scores = {}, reasons = [], labels = {}, split, near } = told
  return [
    `  ${stage}${version === null ? '' : ` v${version}`}: ${outcome}${reason === undefined ? '' : ` (${reason})`}`,
    ...list(
      'changed',
      Object.entries(changes).map(([name, times]) => `${name} ${times}`),
    ),
    ...list(
      'found',
      findings.map(
        ({ kind, category, count, confidence }) => `${kind}/${category} ${count} (${formatScore(confidence)})`,
      ),
    ),
    ...list(
      'labels',
      Object.entries(labels).map(([name, value]) => `${name} ${printable(String(value))}`),
    ),
    ...list(
      'scores',
      Object.entries(scores).map(([name, score]) => `${name} ${formatScore(score)}`),
    ),
    ...list('because', reasons),
    ...list('near', near === undefined ? [] : [`conversation ${near.conversation_id} of data set ${near.dataset_id}`]),
    ...list('split', split === undefined ? [] : [split]),
  ]
}

const list = (title: string, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [`    ${title.padEnd(8)}${parts.join(', ')}`]
