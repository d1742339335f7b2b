import type { SourcePosition } from '../types.ts'
import { identityOf, type Separated, segmentsOf } from './separated.ts'

/** So much in common says that two windows are of one conversation, where turns carry no number. */
const ENOUGH = 12

/** How many segments of a window the one before ends with; 0 where they have nothing in common. */
export function overlap(before: readonly string[], after: readonly string[], numbered: boolean): number {
  for (let from = 0; from < before.length; from++) {
    const common = before.length - from
    if (common > after.length || before[from] !== after[0]) continue
    if (before.slice(from).some((segment, at) => segment !== after[at])) continue
    const length = after.slice(0, common).reduce((sum, segment) => sum + segment.length, 0)
    if (numbered || common > 1 || length >= ENOUGH) return common
  }
  return 0
}

/** Whether each line mostly repeats the end of the line before and adds to it. */
export function areWindows(texts: readonly string[], form: Separated): boolean {
  const windows = texts.map((text) =>
    segmentsOf(text, form.separator).map((segment) => identityOf(segment, form.prefix)),
  )
  const numbered = form.prefix.order >= 0
  const joined = windows.filter((window, at) => at > 0 && overlap(windows[at - 1], window, numbered) > 0)
  return texts.length > 2 && joined.length >= (texts.length - 1) * 0.3
}

/**
 * Joins windows that overlap: each row gives what its window adds to the one before, under one key a conversation, which
 * is the place where that begins. So a reader that begins there gives the same rows.
 */
export class Windows {
  readonly #form: Omit<Separated, 'kind'>
  #before: string[] = []
  #key = ''
  #place = 0

  constructor(form: Omit<Separated, 'kind'>) {
    this.#form = form
  }

  next(text: string, { byteOffset }: SourcePosition): { key: string; added: string[]; place: number } {
    const segments = segmentsOf(text, this.#form.separator)
    const window = segments.map((segment) => identityOf(segment, this.#form.prefix))
    const common = overlap(this.#before, window, this.#form.prefix.order >= 0)
    if (common === 0) {
      this.#key = String(byteOffset)
      this.#place = 0
    }
    const place = this.#place
    this.#before = window
    this.#place += window.length - common
    return { key: this.#key, added: segments.slice(common), place }
  }
}
