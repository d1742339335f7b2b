import type { Finding } from '@techdeck/contracts'
import type { ExportRecord } from '@techdeck/formats/writers'
import type { ExportOptions } from './contract.ts'
import { valueAt } from './fields.ts'

/** Why a conversation is left out; `undefined` where it stays. */
export function leftOut(record: ExportRecord, filter: ExportOptions['filter']): string | undefined {
  const { minScores, languages, keep, drop, withFindings, withoutFindings } = filter
  for (const name in minScores) if ((record.scores?.[name] ?? 0) < minScores[name]) return 'filter_score'
  if (languages && !languages.includes(record.language)) return 'filter_language'
  if (!fits(record.turns.length, filter.minTurns, filter.maxTurns) || !fitsCharacters(record, filter))
    return 'filter_length'
  for (const [name, { least = -Infinity, most = Infinity }] of Object.entries(filter.ranges ?? {})) {
    const value = figureOf(record, name)
    if (value === null || value < least || value > most) return 'filter_figure'
  }
  for (const [path, values] of Object.entries(keep))
    if (!values.map(String).includes(valueAt(record, path) ?? '')) return 'filter_label'
  for (const [path, values] of Object.entries(drop))
    if (values.map(String).includes(valueAt(record, path) ?? '')) return 'filter_label'
  if (withoutFindings.length > 0 && hasAny(record.findings ?? [], withoutFindings)) return 'filter_finding'
  if (withFindings.length > 0 && !hasAny(record.findings ?? [], withFindings)) return 'filter_finding'
  return undefined
}

const fits = (n: number, least = 0, most = Infinity): boolean => n >= least && n <= most

function fitsCharacters(record: ExportRecord, { minCharacters, maxCharacters }: ExportOptions['filter']): boolean {
  if (minCharacters === undefined && maxCharacters === undefined) return true
  return fits(charactersOf(record), minCharacters, maxCharacters)
}

const charactersOf = ({ turns }: ExportRecord): number => turns.reduce((sum, { text }) => sum + text.length, 0)

/** What is counted of the text, else what was measured. */
function figureOf(record: ExportRecord, name: string): number | null {
  if (name === 'turns') return record.turns.length
  if (name === 'characters') return charactersOf(record)
  const value = record.measures?.[name]
  return typeof value === 'number' ? value : null
}

const hasAny = (findings: readonly Finding[], names: readonly string[]): boolean =>
  findings.some(({ kind, category }) => names.includes(kind) || names.includes(`${kind}.${category}`))
