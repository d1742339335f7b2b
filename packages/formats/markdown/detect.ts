import { isKnownRole } from '../roles/index.ts'
import { LineCutter, sampleRows } from '../rows/index.ts'
import { isSeparator, masked } from '../transcript/lines.ts'
import type { Detection, Sample } from '../types.ts'
import {
  columnsOf,
  isRule,
  levelOf,
  type MarkdownForm,
  MarkdownLines,
  type MarkdownStyle,
  wrappingOf,
} from './lines.ts'

const SAMPLE_LINES = 2000
const SEEN: { readonly [form in MarkdownForm]: string } = {
  bold: 'Markdown with speakers in bold before the text',
  heading: 'Markdown with speakers as headings above the text',
  table: 'A Markdown table of speakers and texts',
}

interface Survey {
  style: MarkdownStyle
  turns: number
  speakers: [name: string, count: number][]
}

/** Finds how a Markdown text names its speakers; `null` where it holds no signs of Markdown that do. */
export function detectMarkdown(sample: Sample): Detection | null {
  const { text, complete } = sample
  const lines = text.split(/\r\n|\r|\n/)
  if (!complete) lines.pop()
  // Stars of TalkBank's CHAT are none of Markdown.
  if (/^\ufeff?@(?:UTF8|Begin)\s*$/.test(lines[0] ?? '')) return null
  const front = frontMatter(lines)
  const filled = lines
    .slice(front.lines)
    .filter((line) => line.trim() !== '')
    .slice(0, SAMPLE_LINES)
  const rule = filled.findIndex((line, index) => index > 0 && isRule(line) && columnsOf(filled[index - 1] ?? ''))
  const columns = rule === -1 ? null : columnsOf(filled[rule - 1])
  const surveys = [
    survey(filled, 'bold', null),
    survey(filled, 'heading', null),
    ...(columns ? [survey(filled, 'table', columns)] : []),
  ]
  const [best] = surveys.filter(isSure).toSorted((a, b) => b.turns - a.turns)
  if (!best) return null
  const { style, speakers, turns } = best
  const share = (turns * (style.form === 'heading' ? 2 : 1)) / filled.length
  const roles = speakers.filter(([name]) => isKnownRole(name)).length
  if (share < (roles >= 2 && turns >= 6 ? 0.03 : 0.15)) return null
  const wrapped = style.form === 'table' && columns ? wrappingOf(filled, columns) : null
  const named = new MarkdownLines({ ...style, names: speakers.map(([name]) => masked(name)), closed: true })
  return {
    confidence: Math.min(0.96, 0.45 + 0.35 * Math.min(1, share * 1.5) + 0.1 * Math.min(2, roles)),
    saw: `${SEEN[style.form]}, by ${speakers.length} speakers.`,
    settings: {
      ...style,
      names: speakers.map(([name]) => name).slice(0, 200),
      closed: complete,
      ...(wrapped && { wrapped }),
      ...(Object.keys(front.fields).length > 0 && { front: front.fields }),
      level: Math.max(1, ...filled.filter((line) => named.speaker(line)).map(levelOf)),
      ruled: filled.filter(isSeparator).length >= turns * 0.4,
      ...dataStart(sample, front.lines),
    },
    mapping: {},
  }
}

/** Where the text behind the front matter begins. */
function dataStart(sample: Sample, lines: number): { dataStart?: number; dataLine?: number } {
  if (lines === 0) return {}
  for (const { start, line, encoding } of sampleRows(sample, new LineCutter(), lines + 1))
    if (line > lines) return { dataStart: start * encoding.unit, dataLine: line }
  return {}
}

function survey(filled: readonly string[], form: MarkdownForm, columns: MarkdownStyle['columns']): Survey {
  const style: MarkdownStyle = { form, names: [], closed: false, columns, level: 6, ruled: false }
  const reader = new MarkdownLines(style)
  const counts = new Map<string, number>()
  let marked = 0
  for (const line of filled) {
    const name = reader.speaker(line)?.speaker.toLowerCase()
    if (name === undefined) continue
    counts.set(name, (counts.get(name) ?? 0) + 1)
    if (form !== 'bold' || /[*_>]|''/.test(line.slice(0, 20)) || /^\s*(?:[-+]|\d+[.)])\s/.test(line)) marked++
  }
  const speakers = [...counts].filter(([name, count]) => count >= 2 || isKnownRole(name))
  const turns = speakers.reduce((sum, [, count]) => sum + count, 0)
  // Lines of “Name: text” without a sign of Markdown are a plain transcript.
  return { style, turns: marked >= turns * 0.5 ? turns : 0, speakers }
}

const isSure = ({ turns, speakers }: Survey): boolean =>
  turns >= 2 && (speakers.length >= 2 || speakers.some(([name]) => isKnownRole(name)))

/** The fields between the `---` lines that begin a file, as far as they are single lines. */
export function frontMatter(lines: readonly string[]): { lines: number; fields: { [name: string]: string } } {
  const end =
    lines[0]?.trim() === '---' ? lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line)) : -1
  if (end === -1 || end > 200) return { lines: 0, fields: {} }
  const fields: { [name: string]: string } = {}
  for (const line of lines.slice(1, end)) {
    const [, name, value] = /^([\w][\w -]{0,60}):\s+(\S.*?)\s*$/.exec(line) ?? []
    if (name !== undefined) fields[name] = value.replace(/^(["'])(.*)\1$/, '$2')
  }
  return { lines: end + 1, fields }
}
