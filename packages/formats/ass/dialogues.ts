import type { WrittenCue } from '../cues/index.ts'
import { isKnownRole } from '../roles/index.ts'

/** Where nothing says which fields an event has. */
const FIELDS = 'layer start end style name marginl marginr marginv effect text'.split(' ')
/** Signs of who draws rather than of who speaks: positions, fonts, shapes. */
const OVERRIDES = /\{[^{}]*\}/g
const DRAWING = /\{[^{}]*\\p[1-9]/

/** The events in which something is said, in the order of time. */
export function dialoguesIn(text: string): WrittenCue[] {
  const cues: WrittenCue[] = []
  let fields = FIELDS
  let isEvents = false
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^\s*\[/.test(line)) isEvents = /^\s*\[Events\]/i.test(line)
    if (!isEvents) continue
    const [, kind, rest = ''] = /^\s*(Format|Dialogue)\s*:(.*)$/i.exec(line) ?? []
    if (kind?.toLowerCase() === 'format') fields = rest.split(',').map((field) => field.trim().toLowerCase())
    else if (kind !== undefined) cues.push(...cueOf(rest, fields))
  }
  return cues.toSorted((a, b) => a.begin - b.begin)
}

function cueOf(line: string, fields: readonly string[]): WrittenCue[] {
  const cells = line.split(',')
  // The text is the last field, and may hold commas.
  const values = [...cells.slice(0, fields.length - 1), cells.slice(fields.length - 1).join(',')]
  const valueOf = (...names: string[]) => values[fields.findIndex((field) => names.includes(field))]?.trim() ?? ''
  const raw = valueOf('text')
  if (DRAWING.test(raw)) return []
  const text = raw
    .replace(OVERRIDES, '')
    .replace(/\\[Nn]/g, '\n')
    .replace(/\\h/g, ' ')
  const style = valueOf('style').replace(/^\*/, '')
  const voice = valueOf('name', 'actor') || (isKnownRole(style) ? style : '')
  return [{ begin: seconds(valueOf('start')), end: seconds(valueOf('end')), text, ...(voice !== '' && { voice }) }]
}

const seconds = (clock: string): number => clock.split(':').reduce((sum, part) => sum * 60 + (Number(part) || 0), 0)
