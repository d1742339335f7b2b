import type { BadRowReason } from '../types.ts'
import { CR, type Cutter, isBlank, LF } from '../rows/index.ts'
import { type LineReader, maskedLine } from './lines.ts'

/** Longest beginning of a line in which a speaker's name may stand. */
const HEAD = 160

/**
 * Cuts text into turns. A turn begins with a line that names its speaker and goes on to the next such line; headings and
 * separators in front of it belong to it, since they begin its conversation.
 */
export class TurnCutter implements Cutter {
  at = 0
  problem: BadRowReason | null = null
  /** Whether a heading or separator begins the row, and with it a conversation. */
  opens = false
  /** Where the speaker's line begins, counted from the row's start; −1 when nobody is named. */
  speaker = -1

  readonly #lines: Pick<LineReader, 'kind'>
  #afterBlank = true
  /** Beyond the beginning of a line that has been looked at. */
  #inTail = false

  constructor(lines: Pick<LineReader, 'kind'>) {
    this.#lines = lines
  }

  begin(view: Buffer, from: number, to: number): number {
    this.opens = false
    this.speaker = -1
    this.#afterBlank = true
    this.#inTail = false
    while (from < to && isBlank(view[from])) from++
    return from
  }

  cut(view: Buffer, start: number, to: number, final: boolean): number {
    let at = start + this.at
    while (at < to) {
      const end = endOfLine(view, at, to, final)
      if (this.#inTail && end === -1) {
        this.at = (view[to - 1] === CR ? to - 1 : to) - start
        return -1
      }
      if (!this.#inTail) {
        // The beginning of a line decides; the rest may be long.
        if (end === -1 && to - at < HEAD) break
        const headEnd = Math.min(end === -1 ? to : end, at + HEAD)
        if (this.#isNext(maskedLine(view.toString('latin1', at, headEnd)), at - start)) return at
        if (end === -1) {
          this.#inTail = true
          at = headEnd
          continue
        }
      }
      this.#inTail = false
      at = end
      this.at = at - start
    }
    return final ? to : -1
  }

  /** Whether a line belongs to the next row; takes note of what it is otherwise. */
  #isNext(line: string, at: number): boolean {
    const kind = this.#lines.kind(line, this.#afterBlank)
    if (this.speaker !== -1 && (kind === 'speaker' || kind === 'opens')) return true
    if (kind === 'speaker') this.speaker = at
    else if (kind === 'opens') this.opens = true
    if (kind !== 'noise') this.#afterBlank = line.trim() === ''
    return false
  }
}

/** Index after a line's end (LF, CR LF, CR); −1 when it is not known yet. */
function endOfLine(view: Buffer, from: number, to: number, final: boolean): number {
  for (let at = from; at < to; at++) {
    const byte = view[at]
    if (byte === LF) return at + 1
    if (byte !== CR) continue
    if (at + 1 === to) return final ? to : -1
    return view[at + 1] === LF ? at + 2 : at + 1
  }
  return final ? to : -1
}
