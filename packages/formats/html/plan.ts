import { type HeadColumns, headColumns } from '../columns/index.ts'
import { TableTurns } from '../office/table-turns.ts'
import { isKnownRole } from '../roles/index.ts'
import { looksLikeName } from '../transcript/lines.ts'
import { type Block, ROLE } from './blocks.ts'

/** How a page says who speaks, found by looking at its beginning. */
export interface Plan {
  /** The class or element that names speakers. */
  label: string | null
  /** The class or element that names times, and whether it stands before the speaker's. */
  time: string | null
  timeFirst: boolean
  /** Names that stand in bold before the text, or as headings above it, in lower case. */
  names: ReadonlySet<string>
  /** Columns of questions and answers, or called after both sides. */
  sides: { turns: TableTurns; head: string | null } | null
  /** Which column of tables is which. */
  columns: HeadColumns | null
}

const MOST_NAMES = 1000
/** Rows that show what the columns of a table are. */
const MOST_SHOWN = 40

/** Watches the blocks of a page's beginning. */
export class Planner {
  readonly #labels = new Map<string, string[]>()
  readonly #times = new Map<string, number>()
  readonly #names = new Map<string, number>()
  readonly #rows: string[][] = []
  #columns: HeadColumns | null = null
  #order: string[] = []

  add(block: Block): void {
    if (block.kind === 'label') {
      const seen = this.#labels.get(block.token) ?? []
      if (seen.length < MOST_NAMES) seen.push(block.text)
      this.#labels.set(block.token, seen)
      if (this.#order.length < MOST_NAMES) this.#order.push(`label ${block.token}`)
    } else if (block.kind === 'time') {
      this.#times.set(block.token, (this.#times.get(block.token) ?? 0) + 1)
      if (this.#order.length < MOST_NAMES) this.#order.push(`time ${block.token}`)
    } else if (block.kind === 'row') this.#row(block.cells)
    else if (block.kind === 'heading' || (block.kind === 'text' && block.lead !== undefined)) {
      const name = nameOf(block.kind === 'heading' ? block.text : (block.lead ?? ''))
      if (this.#names.size < MOST_NAMES && looksLikeName(name))
        this.#names.set(name.toLowerCase(), (this.#names.get(name.toLowerCase()) ?? 0) + 1)
    }
  }

  plan(): Plan {
    const [label = null] = [...this.#labels]
      .filter(([, texts]) => areNames(texts))
      .toSorted((a, b) => Number(a[0] === ROLE) - Number(b[0] === ROLE) || b[1].length - a[1].length)
      .map(([token]) => token)
    const [time = null] = [...this.#times].toSorted((a, b) => b[1] - a[1]).map(([token]) => token)
    const firstTime = this.#order.indexOf(`time ${time}`)
    const columns = this.#columns ?? byContent(this.#rows)
    return {
      label,
      time,
      timeFirst: firstTime !== -1 && firstTime < this.#order.indexOf(`label ${label}`),
      names: new Set([...this.#names].filter(([name, count]) => count >= 2 || isKnownRole(name)).map(([name]) => name)),
      columns,
      sides: columns ? null : this.#sides(),
    }
  }

  #sides(): Plan['sides'] {
    const rows = this.#rows.slice(0, MOST_SHOWN)
    const turns = TableTurns.of(rows)
    return turns && { turns, head: turns.header ? (rows[0]?.join('\n') ?? null) : null }
  }

  #row(cells: string[]): void {
    if (this.#rows.length < MOST_NAMES) this.#rows.push(cells)
    this.#columns ??= headColumns(cells)
  }
}

/** A name without the colon behind it. */
export const nameOf = (text: string): string => text.replace(/(?<!\s)\s*:\s*$/, '').trim()

/** Short texts of which some come again, or that are names of roles. */
export function areNames(texts: readonly string[]): boolean {
  const names = texts.map(nameOf)
  const distinct = new Set(names)
  if (names.some((name) => name.length > 60)) return false
  return names.some(isKnownRole) || (distinct.size < names.length && distinct.size <= Math.max(3, names.length / 2))
}

/** A column of few names beside the one with the longest texts. */
function byContent(rows: readonly string[][]): HeadColumns | null {
  const width = Math.max(0, ...rows.map(({ length }) => length))
  const full = rows.filter(({ length }) => length === width)
  if (width < 2 || full.length < 2) return null
  const speaker = Array.from({ length: width }, (_, column) => full.map((cells) => cells[column] ?? '')).findIndex(
    (cells) => areNames(cells) && cells.every((cell) => looksLikeName(nameOf(cell))),
  )
  if (speaker === -1) return null
  const lengths = Array.from({ length: width }, (_, column) =>
    column === speaker ? -1 : full.reduce((sum, cells) => sum + (cells[column]?.length ?? 0), 0),
  )
  const time = full[0]?.findIndex((cell) => /^[[(]?\d{1,3}:\d{2}(?::\d{2})?[\])]?$/.test(cell)) ?? -1
  return { speaker, text: lengths.indexOf(Math.max(...lengths)), ...(time !== -1 && { time }) }
}
