import { findIdentifiers } from '../../index.ts'
import type { Row } from '../data.ts'
import { maskedText } from '../masked-text.ts'
import { NOT_COUNTED, ORGANISATIONS } from '../identifier-labels.ts'
import { SpanCounts, type Span } from '../metrics.ts'
import { turnOf, turnsOf, type Measured, type Suite } from '../suite.ts'

export const piiSuites: readonly Suite[] = [
  { name: 'pii/phi_conversation', file: 'pii/phi_conversation', group: ({ id }) => id, measure: measurePlanted },
  spanSuite('pii/authored_phi_dialogue', (row) => String(row['template_id'])),
  spanSuite('pii/presidio_synth_v2', maskedText),
  spanSuite('pii/presidio_generated_large', maskedText),
]

function spanSuite(name: string, group: Suite['group']): Suite {
  return { name, file: name, group, measure: measureSpans }
}

function measureSpans(rows: readonly Row[]): Measured {
  const counts = new SpanCounts()
  const withOrganisations = new SpanCounts()
  const began = performance.now()
  const found = rows.map((row) => findIdentifiers([turnOf(row['text'])]))
  const seconds = (performance.now() - began) / 1000
  rows.forEach((row, at) => {
    const length = Array.from(String(row['text'])).length
    const [wanted, others] = parted(row, ({ label }) => !NOT_COUNTED.has(label))
    counts.add(wanted, found[at], length, others)
    const [all, rest] = parted(row, ({ label }) => !NOT_COUNTED.has(label) || ORGANISATIONS.has(label))
    withOrganisations.add(all, found[at], length, rest)
  })
  const { char_recall, char_precision } = withOrganisations.figures()
  return {
    n: rows.length,
    metrics: {
      ...counts.figures(),
      char_recall_with_organisations: char_recall,
      char_precision_with_organisations: char_precision,
      conversations_per_s: rows.length / seconds,
    },
  }
}

type LabelledSpan = Span & { label: string }

function parted(row: Row, isWanted: (span: LabelledSpan) => boolean): [wanted: LabelledSpan[], others: LabelledSpan[]] {
  const spans: LabelledSpan[] = row['spans']
  return [spans.filter(isWanted), spans.filter((span) => !isWanted(span))]
}

function measurePlanted(rows: readonly Row[]): Measured {
  let planted = 0
  let found = 0
  let clean = 0
  let touched = 0
  const conversations = rows.map(turnsOf)
  const began = performance.now()
  const findings = conversations.map((turns) => findIdentifiers(turns))
  const seconds = (performance.now() - began) / 1000
  rows.forEach((row, at) => {
    row['turns'].forEach((of: { spans: Span[]; clean: Span[] }, index: number) => {
      const own = findings[at].filter((finding) => finding.turn === index)
      const overlaps = ({ start, end }: Span) => own.some((finding) => finding.start < end && finding.end > start)
      planted += of.spans.length
      found += of.spans.filter((span) => isCovered(span, own)).length
      clean += of.clean.length
      touched += of.clean.filter(overlaps).length
    })
  })
  return {
    n: planted,
    metrics: {
      recall: found / planted,
      clean_touched: clean === 0 ? 0 : touched / clean,
      conversations_per_s: rows.length / seconds,
    },
  }
}

function isCovered({ start, end }: Span, findings: readonly Span[]): boolean {
  let covered = start
  for (const finding of findings) if (finding.start <= covered && finding.end > covered) covered = finding.end
  return covered >= end
}
