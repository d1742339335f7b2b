import type { Finding } from '@techdeck/contracts'
import { Packr } from 'msgpackr'
import { packTable, unpackTable, type PackedTable } from './table.ts'

// Plain msgpack without extensions: the bytes depend on the value alone.
const packr = new Packr({ useRecords: false, variableMapSize: true, moreTypes: false, encodeUndefinedAsNil: false })

// Mark an item whose turns, or whose findings, are stored by column; no item of ours begins with a control character.
const TURNS_BY_COLUMN = '\u0001turns'
const FINDINGS_BY_COLUMN = '\u0001findings'

/** Where items are packed, one after the other. */
const SCRATCH = Buffer.allocUnsafeSlow(1024 * 1024)

function pack(value: unknown): Uint8Array {
  packr.useBuffer(SCRATCH)
  return packr.pack(value)
}

/**
 * Packs one item. A conversation's turns and a note's findings are stored by column, since an object for each costs
 * several times the work; everything else is packed as it is. The bytes are good until the next item is packed.
 */
export function packItem(item: unknown): Uint8Array {
  if (typeof item === 'object' && item !== null) {
    const { turns, findings } = item as { turns?: unknown; findings?: unknown }
    if (Array.isArray(turns)) {
      const { turns: _, ...rest } = item as { turns: Record<string, unknown>[] }
      return pack([TURNS_BY_COLUMN, rest, packTable(turns as Record<string, unknown>[])])
    }
    if (Array.isArray(findings) && findings.length > 0 && findings.every(isFinding))
      return pack({ ...item, findings: packFindings(findings) })
  }
  return pack(item)
}

/** The inverse of {@link packItem}; members of a turn come back in the order in which they were first seen. */
export function unpackItem(bytes: Uint8Array): unknown {
  const value = packr.unpack(bytes) as unknown
  if (Array.isArray(value) && value[0] === TURNS_BY_COLUMN) {
    const [, rest, turns] = value as [string, object, PackedTable]
    return { ...rest, turns: unpackTable(turns) }
  }
  if (typeof value === 'object' && value !== null) {
    const holder = value as { findings?: unknown }
    if (Array.isArray(holder.findings) && holder.findings[0] === FINDINGS_BY_COLUMN)
      holder.findings = unpackFindings(holder.findings as PackedFindings)
  }
  return value
}

/** What findings say, each once, and turn, start, end and number of what is said for each finding. */
type PackedFindings = [mark: string, said: [string, string, number, string][], places: number[]]

const MEMBERS = 7

function isFinding(value: unknown): value is Finding {
  if (typeof value !== 'object' || value === null) return false
  const { kind, category, turn, start, end, confidence, reason } = value as Finding
  const isWhole =
    kind !== undefined &&
    category !== undefined &&
    turn !== undefined &&
    start !== undefined &&
    end !== undefined &&
    confidence !== undefined &&
    reason !== undefined
  return isWhole && Object.keys(value).length === MEMBERS
}

/** Findings of one conversation say few different things; from here on they are not looked for any more. */
const MOST_SAID = 64

function packFindings(findings: readonly Finding[]): PackedFindings {
  const said: PackedFindings[1] = []
  const places: number[] = []
  for (const { kind, category, turn, start, end, confidence, reason } of findings) {
    let number = 0
    const known = Math.min(said.length, MOST_SAID)
    for (; number < known; number++) {
      const other = said[number]
      if (other[1] === category && other[3] === reason && other[2] === confidence && other[0] === kind) break
    }
    if (number === known) number = said.push([kind, category, confidence, reason]) - 1
    places.push(turn, start, end, number)
  }
  return [FINDINGS_BY_COLUMN, said, places]
}

function unpackFindings([, said, places]: PackedFindings): Finding[] {
  const findings: Finding[] = []
  for (let at = 0; at < places.length; at += 4) {
    const [kind, category, confidence, reason] = said[places[at + 3]]
    findings.push({
      kind,
      category,
      turn: places[at],
      start: places[at + 1],
      end: places[at + 2],
      confidence,
      reason,
    })
  }
  return findings
}
