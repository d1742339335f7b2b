import type { BadRowReason } from '../types.ts'
import { type Cutter, isBlank, LF } from '../rows/index.ts'

/** Cuts text into blocks: lines up to the next blank line. */
export class BlockCutter implements Cutter {
  at = 0
  problem: BadRowReason | null = null
  /** The line that is being looked at holds nothing so far. */
  #blank = false

  begin(view: Buffer, from: number, to: number): number {
    this.#blank = false
    while (from < to && isBlank(view[from])) from++
    return from
  }

  cut(view: Buffer, start: number, to: number, final: boolean): number {
    let at = start + this.at
    while (at < to) {
      if (this.#blank) {
        if (view[at] === LF) return at + 1
        this.#blank = isBlank(view[at])
        at++
        continue
      }
      const end = view.subarray(at, to).indexOf(LF)
      this.#blank = end !== -1
      at = end === -1 ? to : at + end + 1
    }
    this.at = to - start
    return final ? to : -1
  }
}
