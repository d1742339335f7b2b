import type { Finding, Turn } from '@techdeck/contracts'
import { escapeHtml } from '../html/escape.ts'
import { framed, named, type Figures, type Part, type Writer } from '../writer.ts'

const part: Part = {
  key: 'label_studio',
  open:
    () =>
    ({ id, language, turns, findings, scores, split }) =>
      JSON.stringify({
        data: {
          id,
          language,
          split,
          quality: scores?.overall,
          dialogue: turns.map(({ role, text }) => ({ author: role, text })),
        },
        predictions: [{ model_version: 'techdeck', result: (findings ?? []).flatMap(regionOf(turns)) }],
      }),
}

/** Tasks to import, with what was found as predictions to correct; the labelling interface lies beside. */
export const write: Writer = {
  part,
  path: named('label_studio', 'json'),
  join: framed({ header: '[\n', between: ',\n', footer: '\n]\n' }),
  beside: (figures) => [{ path: 'label_studio.config.xml', text: interfaceOf(figures) }],
}

/** A finding as a region of one paragraph. Label Studio counts UTF-16 units. */
function regionOf(turns: readonly Turn[]) {
  const at = new Map(turns.map(({ index }, place) => [index, place]))
  return (finding: Finding, number: number) => {
    const place = at.get(finding.turn)
    if (place === undefined) return []
    const points = Array.from(turns[place].text)
    const unit = (offset: number) => points.slice(0, offset).join('').length
    return [
      {
        id: `f${number}`,
        from_name: 'finding',
        to_name: 'dialogue',
        type: 'paragraphlabels',
        score: finding.confidence,
        value: {
          start: String(place),
          end: String(place),
          startOffset: unit(finding.start),
          endOffset: unit(finding.end),
          paragraphlabels: [labelOf(finding.kind, finding.category)],
        },
      },
    ]
  }
}

const labelOf = (kind: string, category: string): string => `${kind}: ${category}`

function interfaceOf({ findings }: Figures): string {
  const labels = Object.entries(findings)
    .flatMap(([kind, categories]) => Object.keys(categories).map((category) => labelOf(kind, category)))
    .toSorted()
  return [
    '<View>',
    '  <Header value="Language: $language" />',
    '  <ParagraphLabels name="finding" toName="dialogue">',
    ...labels.map((label) => `    <Label value="${escapeHtml(label)}" />`),
    '  </ParagraphLabels>',
    '  <Paragraphs name="dialogue" value="$dialogue" layout="dialogue" nameKey="author" textKey="text" />',
    '</View>',
    '',
  ].join('\n')
}
