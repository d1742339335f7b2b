/** A run of letters on a page, as far as it matters here; `transform` ends with where it stands. */
export interface Run {
  str: string
  width: number
  height: number
  transform: number[]
  hasEOL: boolean
}

interface Line {
  text: string
  /** From the bottom of the page. */
  y: number
  left: number
  right: number
  height: number
}

/** A line with which somebody begins to speak, or may. */
const BEGINS =
  /^\s*(?:[[(<]?\d{1,3}:\d{2}|[^:]{1,40}:(?:\s|$)|[A-Z][a-z]?\d{0,2}\.\s|[-–•]\s|.{1,60}\s[[(]?\d{1,3}:\d{2}(?::\d{2})?[\])]?$)/
const ENDS = /[.!?…]["'”’)\]]*$/
/** Gaps from that many usual ones on part paragraphs. */
const SPACED = 1.35
/** Lines that end before this share of a page's width were not broken by its margin. */
const NARROW = 0.7

/**
 * The text of a page: lines that the margin broke are joined again, and a blank line stands where there is a gap. A line
 * that may name a speaker stays a line of its own.
 */
export function textOfPage(runs: readonly Run[], width: number): string {
  const lines = linesOf(runs)
  const gaps = lines.slice(1).map(({ y }, index) => (lines[index]?.y ?? y) - y)
  const usual = median(gaps.filter((gap) => gap > 0))
  const margin = Math.max(width * NARROW, ...lines.map((line) => line.right))
  let text = ''
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    const gap = gaps[index - 1] ?? 0
    const isFar = gap > usual * SPACED || gap < 0
    const goesOn = before !== undefined && !isFar && isBroken(before, line, margin)
    text += before === undefined ? line.text : `${goesOn ? ' ' : isFar ? '\n\n' : '\n'}${line.text}`
  }
  return text
}

/** Whether the next line's first word had no room behind this one, and nobody begins to speak there. */
function isBroken(before: Line, line: Line, margin: number): boolean {
  const letter = (line.right - line.left) / Math.max(line.text.length, 1)
  const word = line.text.split(' ', 1)[0].length + 1
  return before.right + word * letter > margin && !BEGINS.test(line.text) && !ENDS.test(before.text)
}

function linesOf(runs: readonly Run[]): Line[] {
  const lines: Line[] = []
  let open: Line | null = null
  for (const { str, width, height, transform, hasEOL } of runs) {
    const [x = 0, y = 0] = transform.slice(4)
    const moved: boolean = open !== null && str !== '' && Math.abs(open.y - y) > Math.max(height, 4) * 0.6
    if (moved) open = null
    if (str !== '') {
      if (!open) lines.push((open = { text: '', y, left: x, right: 0, height }))
      open.text += isGap(str, width, open.height) ? '\t' : str
      open.height = Math.max(open.height, height)
      open.right = Math.max(open.right, x + width)
    }
    if (hasEOL) open = null
  }
  return lines.map((line) => ({ ...line, text: line.text.trim() })).filter(({ text }) => text !== '')
}

/** What parts the columns of a table, and is wider than any blank between words. */
const isGap = (str: string, width: number, height: number): boolean =>
  str.trim() === '' && height > 0 && width > height * 1.5

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
