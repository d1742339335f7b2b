// Objects with the same members, stored by member. A member's values are stored in the shortest of these ways:
// as nothing where they count up from 0, as one text with the lengths of its parts, as few distinct values with one
// letter an object, or as they are. `null` stands for a member that an object lacks. Half a surrogate pair comes back as
// U+FFFD, which is as long, so that the lengths hold.

type Column =
  | [kind: 'count']
  | [kind: 'text', text: string, lengths: number[]]
  | [kind: 'few', values: (string | null)[], letters: string]
  | [kind: 'any', values: unknown[]]

export type PackedTable = [rows: number, names: string[], columns: Column[]]

type Row = Record<string, unknown>

/** Letters from `A` on, one byte each. */
const FIRST_LETTER = 65
const MAX_DISTINCT = 60
/** On average shorter texts are not worth being joined. */
const FEW_FROM = 4

export function packTable(rows: readonly Row[]): PackedTable {
  const columns = new Map<string, unknown[]>()
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]
    for (const name in row) {
      const value = row[name]
      if (value === undefined) continue
      let column = columns.get(name)
      if (!column) columns.set(name, (column = rows.map<unknown>(() => null)))
      column[at] = value
    }
  }
  return [rows.length, [...columns.keys()], [...columns.values()].map(packColumn)]
}

/** The objects again; their members stand in the order in which they were first seen. */
export function unpackTable([rows, names, packed]: PackedTable): Row[] {
  const columns = packed.map((column) => valuesOf(column, rows))
  // The two commonest forms of a turn are made at once; the others member by member.
  if (
    names.length === 3 &&
    names[0] === 'index' &&
    names[1] === 'role' &&
    names[2] === 'text' &&
    columns.every(isWhole)
  )
    return columns[2].map((text, at) => ({ index: columns[0][at], role: columns[1][at], text }))
  if (names.length === 2 && names[0] === 'text' && names[1] === 'speaker' && columns.every(isWhole))
    return columns[0].map((text, at) => ({ text, speaker: columns[1][at] }))
  const result: Row[] = []
  for (let at = 0; at < rows; at++) {
    const row: Row = {}
    for (let column = 0; column < columns.length; column++) {
      const value = columns[column][at]
      if (value !== null) row[names[column]] = value
    }
    result.push(row)
  }
  return result
}

const isWhole = (column: readonly unknown[]): boolean => !column.includes(null)

function packColumn(values: unknown[]): Column {
  if (values.every((value, at) => value === at)) return ['count']
  if (values.every((value) => typeof value === 'string' || value === null)) {
    const few = packFew(values)
    if (few) return few
    if (isTexts(values)) return ['text', values.join('').toWellFormed(), values.map(({ length }) => length)]
  }
  return ['any', values]
}

const isTexts = (values: unknown[]): values is string[] => isWhole(values)

function packFew(values: readonly (string | null)[]): Column | null {
  const most = Math.min(MAX_DISTINCT, values.length / FEW_FROM)
  const numbers = new Map<string | null, number>()
  let letters = ''
  for (const value of values) {
    let number = numbers.get(value)
    if (number === undefined) {
      number = numbers.size
      if (number >= most) return null
      numbers.set(value, number)
    }
    letters += String.fromCharCode(FIRST_LETTER + number)
  }
  return ['few', [...numbers.keys()], letters]
}

function valuesOf(column: Column, rows: number): unknown[] {
  switch (column[0]) {
    case 'count':
      return Array.from({ length: rows }, (_, at) => at)
    case 'text':
      return textsOf(column[1], column[2])
    case 'few': {
      const values: unknown[] = []
      for (let at = 0; at < rows; at++) values.push(column[1][column[2].charCodeAt(at) - FIRST_LETTER])
      return values
    }
    default:
      return column[1]
  }
}

function textsOf(text: string, lengths: readonly number[]): string[] {
  const texts: string[] = []
  let at = 0
  for (const length of lengths) texts.push(text.slice(at, (at += length)))
  return texts
}
