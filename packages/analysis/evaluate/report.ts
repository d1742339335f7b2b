import type { SuiteResult } from './index.ts'
import { calibrationBins } from './metrics.ts'
import { topOf, type Judgement } from './suite.ts'

const WORST = 20

/**
 * A page with confusions, calibration and the surest errors of each suite. It quotes the labelled texts, so it is for
 * this machine alone.
 */
export function reportPage(results: readonly SuiteResult[], packs: readonly string[]): string {
  const sections = results.map(
    ({ suite, n, metrics, heldOutOnly, judged }) => `<section><h2>${escaped(suite)}</h2>
<p>${n} cases${heldOutOnly ? ', of the groups that were held out from training' : ''}. ${figures(metrics)}</p>
${judged ? details(judged) : ''}</section>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Evaluation</title><style>${STYLE}</style>
<h1>Evaluation</h1><p>Packs of models: ${escaped(packs.join(', ') || 'none')}. This page quotes labelled texts: keep it on this machine.</p>
${sections.join('\n')}</html>
`
}

const STYLE =
  'body{font:15px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #ccc;padding:.2rem .5rem;text-align:left;vertical-align:top}td.n{text-align:right}'

const figures = (metrics: Record<string, number>): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${escaped(name)} <b>${value.toFixed(3)}</b>`)
    .join(', ')

function details(judged: readonly Judgement[]): string {
  const single = judged.filter(({ truth }) => typeof truth === 'string')
  return `${single.length > 0 ? confusion(single) + calibration(single) : ''}${errors(judged)}`
}

function confusion(judged: readonly Judgement[]): string {
  const labels = [...new Set(judged.flatMap(({ truth, predicted }) => [truth, predicted] as string[]))].toSorted()
  const counts = new Map<string, number>()
  for (const { truth, predicted } of judged) {
    const key = JSON.stringify([truth, predicted])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const rows = labels.map((truth) => {
    const cells = labels.map((predicted) => counts.get(JSON.stringify([truth, predicted])) ?? 0)
    return `<tr><th>${escaped(truth)}</th>${cells.map((n) => `<td class="n">${n}</td>`).join('')}</tr>`
  })
  return `<table><caption>Confusion: rows are the truth, columns what was said</caption><tr><td></td>${labels.map((label) => `<th>${escaped(label)}</th>`).join('')}</tr>${rows.join('')}</table>`
}

function calibration(judged: readonly Judgement[]): string {
  const bins = calibrationBins(
    judged.map((each) => {
      const [label, probability] = topOf(each)
      return [probability, label === each.truth]
    }),
  )
  const rows = bins.flatMap(({ n, said, so }, at) =>
    n === 0
      ? []
      : [
          `<tr><td>${at / 10}–${(at + 1) / 10}</td><td class="n">${n}</td><td class="n">${(said / n).toFixed(3)}</td><td class="n">${(so / n).toFixed(3)}</td></tr>`,
        ],
  )
  return `<table><caption>Calibration: how likely the top label was said to be, and how often it was so</caption><tr><th>said</th><th>cases</th><th>mean said</th><th>right</th></tr>${rows.join('')}</table>`
}

/** Those first that were surest. */
function errors(judged: readonly Judgement[]): string {
  const wrong = judged
    .filter(({ truth, predicted }) => String([truth].flat().toSorted()) !== String([predicted].flat().toSorted()))
    .toSorted((a, b) => topOf(b)[1] - topOf(a)[1])
    .slice(0, WORST)
  const rows = wrong.map(
    ({ id, text, truth, predicted }) =>
      `<tr><td>${escaped(id)}</td><td>${escaped(String(truth))}</td><td>${escaped(String(predicted))}</td><td>${escaped(text.slice(0, 600))}</td></tr>`,
  )
  return `<table><caption>The surest errors</caption><tr><th>id</th><th>truth</th><th>said</th><th>text</th></tr>${rows.join('')}</table>`
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]!)
