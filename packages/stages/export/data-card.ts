import { STAGES, type Json, type JsonObject } from '@techdeck/contracts'
import type { ExportContext, WrittenFile } from './manifest.ts'

/** A short description for those who train on the data: what it is, what was done to it, what it does not promise. */
export function dataCardOf(context: ExportContext, files: readonly WrittenFile[]): string {
  const { dataset, execution, summary, records } = context
  const report = (stage: (typeof STAGES)[number]): JsonObject => context.earlier(stage)?.report ?? {}
  const processing = report('processing')
  const quality = report('quality')
  const stages = STAGES.map((stage) => ({
    stage,
    records: stage === 'export' ? records : context.earlier(stage)?.records,
  }))
  return `${[
    '# Data card',
    '',
    `Conversations between a helper and a client, de-identified, validated and scored. Source: data set \`${dataset.sha256}\`.`,
    '',
    '## Contents',
    '',
    `- ${summary.conversations} conversations, ${summary.turns} turns, ${summary.characters} characters`,
    `- turns by role: ${list(summary.roles)}`,
    `- languages: ${list(summary.languages)}`,
    ...(Object.keys(summary.splits).length > 0 ? [`- splits: ${list(summary.splits)}`] : []),
    '',
    '| file | format | records | bytes | sha256 |',
    '|---|---|---|---|---|',
    ...files.map((file) => `| ${file.name} | ${file.format} | ${file.records} | ${file.size_bytes} | ${file.sha256} |`),
    '',
    '## What became of every record',
    '',
    '| stage | in | out | rejected | quarantined | merged | withheld |',
    '|---|---|---|---|---|---|---|',
    ...stages.map(({ stage, records: r }) =>
      r
        ? `| ${stage} | ${r.in} | ${r.out} | ${r.rejected} | ${r.quarantined} | ${r.merged} | ${r.withheld} |`
        : `| ${stage} | – | – | – | – | – | – |`,
    ),
    '',
    'Ingestion counts source rows, the later stages conversations.',
    '',
    '## What was done',
    '',
    `- Identifiers replaced: ${list(processing.replaced)}.`,
    `- Conversations below the quality threshold of ${execution.qualityThreshold} were left out; mean score of those scored: ${show(quality.mean_overall)}.`,
    `- Detection of bias was ${execution.enableBiasDetection ? 'on' : 'off'}; mode ${execution.executionMode}.`,
    '',
    '## Limits',
    '',
    '- De-identification is automatic. What its detectors do not know they do not find; treat the text as sensitive.',
    '- Scores and labels come from rules and are no clinical judgement.',
    '- Not meant for diagnosis, nor for talking to people in a crisis without human oversight.',
  ].join('\n')}\n`
}

const show = (value: Json | undefined): string => (typeof value === 'number' ? String(value) : 'not known')

function list(counts: Json | undefined): string {
  if (!counts || typeof counts !== 'object' || Array.isArray(counts)) return 'none'
  const entries = Object.entries(counts).filter(([, n]) => typeof n === 'number')
  entries.sort(([a, x], [b, y]) => (y as number) - (x as number) || (a < b ? -1 : 1))
  return entries.map(([name, n]) => `${name} ${n as number}`).join(', ') || 'none'
}
