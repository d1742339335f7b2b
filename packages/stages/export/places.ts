import { hash } from 'node:crypto'
import type { Conversation } from '@techdeck/contracts'
import type { ProcessingNote } from '../processing/note.ts'
import { groupKey } from '../processing/groups.ts'
import { IDENTIFIER } from '../processing/identifier.ts'
import type { ExportOptions } from './contract.ts'
import { valueAt } from './fields.ts'

/** What decides where a conversation goes among all others. */
export type Place = {
  /** Whatever holds it together with others; the first one decides where a new group goes. */
  keys: string[]
  stratum?: string
  /** What each cap counts it by. */
  caps: (string | null)[]
  weigh?: string
}

/** Shorter openings, such as a greeting, are shared by chance. */
const OPENING = 80

/** Whether conversations are placed among others at all; otherwise nothing of this costs anything. */
export const needsPlaces = ({ splits, caps, weights, plan }: ExportOptions): boolean =>
  splits !== undefined || caps.length > 0 || weights !== undefined || plan

export function placeOf(record: Conversation, note: ProcessingNote, options: ExportOptions): Place {
  const { cluster } = record
  const groups = { ...note.groups, ...(cluster !== undefined && { cluster: groupKey('cluster', cluster) }) }
  const keyBy = (path: string): string | null => {
    if (path === 'client' || path === 'transcript' || path === 'template' || path === 'cluster')
      return groups[path] ?? null
    const value = valueAt(record, path)
    return value === undefined ? null : groupKey(path, value)
  }
  const place: Place = { keys: [], caps: options.caps.map(({ by }) => keyBy(by)) }
  if (options.splits) {
    const named = ['client', 'transcript', 'template', ...options.groupBy].map(keyBy)
    // A cluster is named by an id, so it says who goes together and not where to.
    const all = [...named, openingOf(record), contentOf(record), groups.cluster ?? null]
    place.keys = all.filter((key) => key !== null)
    if (options.stratify !== undefined) place.stratum = valueAt(record, options.stratify) ?? ''
  }
  if (options.weights) place.weigh = valueAt(record, options.weights.by) ?? ''
  return place
}

/** What the client says first: transcripts of one template, or answers to one question, begin with the same words. */
function openingOf({ turns }: Conversation): string | null {
  const text = turns.find(({ role }) => role === 'client')?.text ?? ''
  return text.length < OPENING ? null : groupKey('opening', text.toLowerCase().replace(/\s+/gu, ' ').trim())
}

/**
 * Who speaks and what, without what was put in the place of identifiers: that may be another thing in another data set.
 * The conversation's id would not do, since it changes when its file grows.
 */
function contentOf({ turns, findings = [] }: Conversation): string {
  const replaced = Map.groupBy(
    findings.filter(({ kind }) => kind === IDENTIFIER),
    ({ turn }) => turn,
  )
  let content = ''
  for (const { index, role, text } of turns) {
    const spans = replaced.get(index)
    content += `${role}\0${spans ? without(text, spans) : text}\0`
  }
  return hash('sha256', content).slice(0, 12)
}

function without(text: string, spans: readonly { start: number; end: number }[]): string {
  const points = Array.from(text)
  for (const { start, end } of spans) points.fill('', start, end)
  return points.join('')
}
