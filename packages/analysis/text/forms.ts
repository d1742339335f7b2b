import { lexicon } from '../lexicons.ts'
import { Vocabulary } from './vocabulary.ts'

/** Longer tokens are all the same form 0, which no list and no model knows. */
export const LONGEST_FORM = 40
/** Forms from which on the next document begins a table of its own, so that memory stays bounded. */
const FULL = 1 << 15

/**
 * The distinct words (lower-case forms) of the documents of late, numbered from 1 as they come. Numbers mean nothing
 * outside of their table; what is remembered by them depends on the word alone, so results never depend on the order.
 */
export class FormTable {
  private static latest: FormTable | undefined
  /** The number that each form has in the lexicon's vocabulary, 0 where it has none. */
  ids = new Int32Array(1 << 12)
  private readonly vocabulary = new Vocabulary()
  private numbered = 1

  /** The table that a new document uses. */
  static current(): FormTable {
    let table = FormTable.latest
    if (!table || table.numbered > FULL) FormTable.latest = table = new FormTable()
    return table
  }

  /** The number of the token at `start` to `end` of folded units. */
  number(folded: Uint16Array, start: number, end: number, hash: number): number {
    if (end - start > LONGEST_FORM) return 0
    const form = this.vocabulary.intern(folded, start, end, hash)
    if (form < this.numbered) return form
    this.numbered = form + 1
    if (form >= this.ids.length) this.grow()
    this.ids[form] = lexicon().vocabulary.find(folded, start, end, hash)
    return form
  }

  /** The folded units of a form. */
  unitsOf(form: number): Uint16Array {
    return this.vocabulary.unitsOf(form)
  }

  private grow(): void {
    const ids = new Int32Array(this.ids.length * 2)
    ids.set(this.ids)
    this.ids = ids
  }
}
