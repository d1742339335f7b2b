import type { BadRowReason } from '../types.ts'

/**
 * Finds where rows begin and end in a view of the source. A reader calls `begin` between rows and `cut` within one;
 * both get the same row again with more bytes when what they saw was not enough.
 */
export interface Cutter {
  /** Where the last `cut` stopped, counted from the row's start; the reader sets it to 0 for a new row. */
  at: number
  /** What is wrong with the row just cut, by its bytes alone. */
  problem: BadRowReason | null
  /** Set when the row just cut is one line, so that nobody has to count. */
  readonly oneLine?: boolean
  /** Set when the row just cut holds nothing but ASCII, so that its text may be taken as it stands. */
  readonly ascii?: boolean
  /** Index of the next row's first byte in `[from, to)`; `to` when all of it lies between rows. */
  begin(view: Buffer, from: number, to: number): number
  /** Index after the last byte of the row that begins at `start`; −1 when it may go on beyond `to`. Never −1 when `final`. */
  cut(view: Buffer, start: number, to: number, final: boolean): number
  /**
   * Shown a stretch of the view as text, one character a unit, before rows of it are asked for by `cutSeen`: native search
   * in a text is several times as fast as a loop over bytes. `units` is the same stretch.
   */
  see?(text: string, units: Buffer): void
  /**
   * The same as `cut` of a row that begins at `from` in the text that was seen, as an index of that text, if the row is
   * of the usual kind; {@link UNUSUAL} when `cut` has to look, {@link UNSEEN} when it goes on beyond the text.
   */
  cutSeen?(from: number): number
  /** Told when a row is too long to be kept: the bytes before `at` are gone, and only its end is still looked for. */
  giveUp?(): void
}

export const UNUSUAL = -1
export const UNSEEN = -2

export const LF = 10
export const CR = 13
export const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9 || byte === LF || byte === CR
