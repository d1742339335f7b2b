import type { BadRowReason } from '../types.ts'
import { CR, type Cutter, isBlank, LF } from './cutter.ts'

/** One row a line; blank lines and leading blanks lie between rows. A lone CR does not end a line. */
export class LineCutter implements Cutter {
  at = 0
  problem: BadRowReason | null = null

  begin(view: Buffer, from: number, to: number): number {
    while (from < to && isBlank(view[from])) from++
    return from
  }

  cut(view: Buffer, start: number, to: number, final: boolean): number {
    const end = view.subarray(start + this.at, to).indexOf(LF)
    if (end !== -1) return start + this.at + end + 1
    this.at = to - start
    return final ? to : -1
  }
}

/** Where the row's text ends: before its line end and the blanks in front of it. */
export function trimEnd(view: Buffer, start: number, end: number): number {
  while (end > start && (view[end - 1] === LF || view[end - 1] === CR || view[end - 1] === 32)) end--
  return end
}
