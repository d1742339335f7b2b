import { Packr } from 'msgpackr'

// Plain msgpack without extensions: the bytes depend on the value alone.
const packr = new Packr({ useRecords: false, variableMapSize: true, moreTypes: false, encodeUndefinedAsNil: false })

// Marks an item whose turns are stored by column; no item of ours begins with a control character.
const TURNS_BY_COLUMN = '\u0001turns'

interface TurnsHolder {
  turns: Record<string, unknown>[]
}

const ROLE_LETTERS: Record<string, string> = { client: 'c', therapist: 't', system: 's', other: 'o' }
const ROLE_OF_LETTER: Record<string, string> = { c: 'client', t: 'therapist', s: 'system', o: 'other' }

/**
 * Packs one item. A conversation's turns are stored by column (roles as one string, then texts, times …), since that
 * is half the work of an object a turn; everything else is packed as it is.
 */
export function packItem(item: unknown): Uint8Array {
  if (!hasTurns(item)) return packr.pack(item)
  const { turns, ...rest } = item
  return packr.pack([TURNS_BY_COLUMN, rest, turns.length, columnsOf(turns)])
}

/** The inverse of {@link packItem}; members of a turn come back in the order in which they were first seen. */
export function unpackItem(bytes: Uint8Array): unknown {
  const value = packr.unpack(bytes) as unknown
  if (!Array.isArray(value) || value[0] !== TURNS_BY_COLUMN) return value
  const [, rest, count, columns] = value as [string, object, number, [string, unknown][]]
  return { ...rest, turns: turnsOf(count, columns) }
}

function hasTurns(item: unknown): item is TurnsHolder {
  return typeof item === 'object' && item !== null && Array.isArray((item as TurnsHolder).turns)
}

function columnsOf(turns: Record<string, unknown>[]): [string, unknown][] {
  const columns = new Map<string, unknown[]>()
  turns.forEach((turn, at) => {
    for (const name in turn) {
      const value = turn[name]
      if (value === undefined) continue
      let column = columns.get(name)
      if (!column) columns.set(name, (column = []))
      // Members that a turn lacks are holes; they are filled so that arrays stay dense.
      while (column.length < at) column.push(null)
      column.push(value)
    }
  })
  return [...columns].map(([name, column]) => [name, name === 'role' ? rolesAsText(column) : column])
}

function rolesAsText(roles: unknown[]): unknown {
  const letters = roles.map((role) => ROLE_LETTERS[role as string])
  return letters.includes(undefined as never) ? roles : letters.join('')
}

function turnsOf(count: number, columns: [string, unknown][]): Record<string, unknown>[] {
  const turns: Record<string, unknown>[] = Array.from({ length: count }, () => ({}))
  for (const [name, column] of columns) {
    if (typeof column === 'string') {
      for (let at = 0; at < column.length; at++) turns[at][name] = ROLE_OF_LETTER[column[at]]
      continue
    }
    const values = column as unknown[]
    for (let at = 0; at < values.length; at++) if (values[at] !== null) turns[at][name] = values[at]
  }
  return turns
}
