import { findIdentifiers } from '../../index.ts'
import type { Row } from '../data.ts'
import { SpanCounts, type Span } from '../metrics.ts'
import { turnOf, turnsOf, type Measured, type Suite } from '../suite.ts'

/** Not counted, as in the data's table: titles, nationality, US states, ages (all but those over 89 may stay). */
const NOT_COUNTED = new Set(['TITLE', 'NRP', 'NATIONALITY', 'STATE', 'US_STATE', 'AGE'])

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
  const began = performance.now()
  const found = rows.map((row) => findIdentifiers([turnOf(row['text'])]))
  const seconds = (performance.now() - began) / 1000
  rows.forEach((row, at) => {
    const spans = row['spans'].filter(({ label }: { label: string }) => !NOT_COUNTED.has(label))
    counts.add(spans, found[at], Array.from(String(row['text'])).length)
  })
  return { n: rows.length, metrics: { ...counts.figures(), conversations_per_s: rows.length / seconds } }
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

function maskedText(row: Row): string {
  const characters = Array.from(String(row['text']))
  for (const { start, end } of row['spans']) characters.fill('', start, end)
  return characters.join('')
}
