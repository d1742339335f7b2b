import { kernel } from '../kernel/kernel.ts'
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
  ids: Int32Array = this.roomFor(1 << 12)
  private readonly vocabulary = new Vocabulary(kernel().own)
  private numbered = 1

  /** The table that a new document uses. */
  static current(): FormTable {
    const table = FormTable.latest
    if (table && table.numbered <= FULL) return table
    table?.leaveRoom()
    return (FormTable.latest = new FormTable())
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

  /** What the kernel looks forms up in. */
  get lookUp(): Vocabulary['lookUp'] & { ids: number } {
    return { ...this.vocabulary.lookUp, ids: this.ids.byteOffset }
  }

  /** Leaves the room of the kernel: documents of this table know their words as before, and no other will. */
  private leaveRoom(): void {
    this.vocabulary.leaveRoom()
    const { byteOffset, byteLength } = this.ids
    this.ids = this.ids.slice()
    kernel().own.free(byteOffset, byteLength)
  }

  private roomFor(forms: number): Int32Array {
    const { own } = kernel()
    return own.integers(own.allocate(forms * 4), forms).fill(0)
  }

  private grow(): void {
    const ids = this.roomFor(this.ids.length * 2)
    ids.set(this.ids)
    kernel().own.free(this.ids.byteOffset, this.ids.byteLength)
    this.ids = ids
  }
}
