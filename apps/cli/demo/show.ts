import pc from 'picocolors'
import type { ExecutionView, ReportView } from '@techdeck/contracts'
import { formatCount, formatDuration, plural } from '@techdeck/client/figures'
import { lossTable, stageTable } from '../ui/execution.ts'
import { printable } from '../ui/format.ts'
import type { Sample } from './sample.ts'

/** What became of the data, as lines for people: in, out, left out and why, and how fast. */
export function showOutcome(execution: ExecutionView, report: ReportView): string[] {
  const {
    conversations_in: read,
    conversations_out: kept,
    conversations_per_s: rate,
    duration_ms: ms,
  } = execution.metrics
  const losses = report.conservation.stages.flatMap(({ stage, losses: own }) => own.map((loss) => ({ stage, ...loss })))
  return [
    ...stageTable(execution),
    '  (ingestion counts rows of the source, the later stages conversations)',
    '',
    ...lossTable(losses),
    '',
    ...(isFigure(read) && isFigure(kept)
      ? [`${plural(kept, 'conversation')} of ${formatCount(read)} were exported; the execution is ${execution.status}.`]
      : [`The execution is ${execution.status}.`]),
    ...(isFigure(rate) && isFigure(ms) ? [`${rate.toFixed(0)} conversations/s, in ${formatDuration(ms)}.`] : []),
    report.conservation.conserved ? 'Every record is accounted for.' : 'Records are missing: counts do not add up.',
  ]
}

const isFigure = (value: unknown): value is number => typeof value === 'number'

/** A passage before and after, turn by turn. Colours mark what was replaced where `colour` is set. */
export function showSample({ file, line, turns, categories }: Sample, colour: boolean): string[] {
  const { bold, dim, red, green } = pc.createColors(colour)
  const place = `${printable(file)}${line === undefined ? '' : `, line ${line}`}`
  return [
    bold(`A passage before and after (${categories.join(', ')})`),
    dim(`from ${place}; the text before is read from that file and shown here alone`),
    ...turns.flatMap(({ before, after }) => [
      `  ${bold(after.role.padEnd(10))}${printable(before.text) === after.text ? '' : red('before  ')}${printable(before.text)}`,
      ...(printable(before.text) === after.text
        ? []
        : [`${' '.repeat(12)}${green('after   ')}${printable(after.text)}`]),
    ]),
  ]
}
