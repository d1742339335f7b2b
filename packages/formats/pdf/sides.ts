import { roleOf } from '../roles/index.ts'
import { isPage, pattern } from '../transcript/lines.ts'
import type { Run } from './layout.ts'

/** Two columns of a page, one a speaker, under their names. */
export interface Sides {
  left: string
  right: string
  /** Where the right column begins. */
  boundary: number
  /** What stands above them, which comes again on other pages: {@link pattern}s. */
  above: ReadonlySet<string>
}

interface Piece {
  text: string
  left: number
  right: number
  y: number
  height: number
}

/** Names of sides on a page that are looked at. */
const MOST_HEADS = 40
/** A column's share of lines that may stand elsewhere: what a page has above and below. */
const MOST_ELSEWHERE = 0.2
/** Units of a page within which two lines are on one height. */
const LEVEL = 3
/** Lines further apart than that many times their letters' height are no lines of one paragraph. */
const SPACED = 1.6

/** The columns of a page whose heads are names of both sides; `null` where it has none. */
export function sidesOf(runs: readonly Run[]): Sides | null {
  const pieces = piecesOf(runs)
  const heads = pieces.filter(({ text }) => isSide(text)).slice(0, MOST_HEADS)
  for (const left of heads) {
    const right = heads.find((piece) => piece.left > left.right && Math.abs(piece.y - left.y) < LEVEL)
    if (!right || !areBothSides(left.text, right.text)) continue
    if (pieces.some((piece) => piece !== left && piece !== right && Math.abs(piece.y - left.y) < LEVEL)) continue
    const above = new Set(pieces.filter(({ y }) => y > left.y + LEVEL).map(({ text }) => pattern(text)))
    const sides = { left: left.text, right: right.text, boundary: right.left - LEVEL, above }
    if (
      fits(
        pieces.filter(({ y }) => y < left.y - LEVEL),
        sides,
      )
    )
      return sides
  }
  return null
}

const nameOf = (text: string): string => text.replace(/(?<!\s)\s*:$/, '')
const isSide = (text: string): boolean =>
  text.length <= 40 && ['client', 'therapist'].includes(roleOf(nameOf(text)) ?? '')
const areBothSides = (...texts: string[]): boolean => new Set(texts.map((text) => roleOf(nameOf(text)))).size === 2

/** Hardly a line goes over from one column to the other. */
const fits = (pieces: readonly Piece[], { boundary }: Sides): boolean =>
  pieces.length > 0 &&
  pieces.filter(({ left, right }) => left < boundary && right > boundary).length <= pieces.length * MOST_ELSEWHERE

/** A page of such columns as lines of `Speaker: text`, as both go on from top to bottom; `null` where it is another. */
export function textOfSides(runs: readonly Run[], sides: Sides): string | null {
  const { left, right, boundary, above } = sides
  const pieces = piecesOf(runs)
  if (!fits(pieces, sides)) return null
  const isHead = ({ text }: Piece) => text === left || text === right
  const isBeside = ({ text }: Piece) => isPage(text) || above.has(pattern(text))
  const said = pieces.filter((piece) => !isHead(piece) && !isBeside(piece))
  const cells = [
    ...cellsOf(said.filter((piece) => piece.left < boundary)).map((cell) => ({ ...cell, who: left })),
    ...cellsOf(said.filter((piece) => piece.left >= boundary)).map((cell) => ({ ...cell, who: right })),
  ]
  // On one height, who is on the left comes first.
  const inOrder = cells.toSorted((a, b) =>
    Math.abs(a.y - b.y) < LEVEL ? Number(a.who === right) - Number(b.who === right) : b.y - a.y,
  )
  const lines = inOrder.map(({ who, text }) => `${nameOf(who)}: ${text}`)
  return [...pieces.filter((piece) => !isHead(piece) && isBeside(piece)).map(({ text }) => text), ...lines].join('\n')
}

/** Lines of one column that follow each other closely are one thing that is said. */
function cellsOf(pieces: readonly Piece[]): { text: string; y: number }[] {
  const lines = pieces.toSorted((a, b) => b.y - a.y)
  const gaps = lines.slice(1).map(({ y }, at) => (lines[at]?.y ?? y) - y)
  const cells: { text: string; y: number }[] = []
  for (const [at, { text, y, height }] of lines.entries()) {
    const last = cells.at(-1)
    if (last && (gaps[at - 1] ?? 0) <= height * SPACED) last.text += ` ${text}`
    else cells.push({ text, y })
  }
  return cells
}

/** Runs that follow each other without a gap, on one height. */
function piecesOf(runs: readonly Run[]): Piece[] {
  const pieces: Piece[] = []
  let open: Piece | null = null
  for (const { str, width, height, transform, hasEOL } of runs) {
    const [x = 0, y = 0] = transform.slice(4)
    const isApart: boolean =
      open !== null &&
      str !== '' &&
      (Math.abs(open.y - y) > LEVEL || x < open.left || x - open.right > Math.max(height, 4))
    if (isApart) open = null
    if (str.trim() !== '') {
      if (!open) pieces.push((open = { text: '', left: x, right: x, y, height }))
      open.right = Math.max(open.right, x + width)
    }
    if (open) open.text += str
    if (hasEOL) open = null
  }
  return pieces.map((piece) => ({ ...piece, text: piece.text.trim() })).filter(({ text }) => text !== '')
}
