import type { Finding, Turn } from '@techdeck/contracts'
import { framed, named, type ExportRecord, type Part, type Writer } from '../writer.ts'
import { escapeHtml } from './escape.ts'

const part: Part = {
  key: 'html',
  open:
    ({ annotations }) =>
    (record) =>
      articleOf(record, annotations),
}

/** A page to read: no script, nothing from elsewhere, and a policy of its own that lets neither in. */
export const write: Writer = {
  part,
  path: named('conversations', 'html'),
  join: framed({
    header: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Conversations</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
article { border-top: 1px solid #8888; padding: 1rem 0; content-visibility: auto; contain-intrinsic-size: auto 40rem }
h2 { font-size: 1rem; overflow-wrap: anywhere; margin: 0 }
.about { font-size: .875rem; opacity: .8; margin: 0 0 1rem }
.turn { display: grid; grid-template-columns: 6rem 1fr; gap: .75rem; margin: .5rem 0 }
.turn dt { font-weight: 600 }
.turn dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
.therapist dt { color: light-dark(#0b5, #6d9) }
.client dt { color: light-dark(#06c, #7bf) }
mark { background: light-dark(#fe9, #640); color: inherit }
</style>
</head>
<body>
<h1>Conversations</h1>
`,
    footer: '</body>\n</html>\n',
  }),
}

function articleOf({ id, language, split, turns, findings, scores }: ExportRecord, annotations: boolean): string {
  const byTurn = annotations ? Map.groupBy(findings ?? [], ({ turn }) => turn) : new Map<number, Finding[]>()
  const quality = annotations && scores?.overall !== undefined ? [`quality ${scores.overall}`] : []
  const about = [language, ...(split === undefined ? [] : [split]), ...quality, `${turns.length} turns`]
  return [
    `<article id="c-${escapeHtml(id)}" lang="${escapeHtml(language)}">`,
    `<h2>${escapeHtml(id)}</h2>`,
    `<p class="about" lang="en">${escapeHtml(about.join(' · '))}</p>`,
    ...turns.map((turn) => turnOf(turn, byTurn.get(turn.index) ?? [])),
    '</article>',
    '',
  ].join('\n')
}

const turnOf = ({ role, speaker, text }: Turn, findings: readonly Finding[]): string =>
  `<dl class="turn ${role}"><dt>${escapeHtml(speaker ?? role)}</dt><dd dir="auto">${marked(text, findings)}</dd></dl>`

/** The text with what was found in it marked; of findings that overlap the first is shown. */
function marked(text: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return escapeHtml(text)
  const points = Array.from(text)
  let html = ''
  let at = 0
  for (const { kind, category, start, end } of findings.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < at || end <= start) continue
    html += escapeHtml(points.slice(at, start).join(''))
    html += `<mark title="${escapeHtml(`${kind}: ${category}`)}">${escapeHtml(points.slice(start, end).join(''))}</mark>`
    at = end
  }
  return html + escapeHtml(points.slice(at).join(''))
}
