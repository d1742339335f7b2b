/** A table of a flat buffer: where its fields stand, by their numbers. @throws RangeError where that is outside */
export class FlatTable {
  readonly view: DataView
  readonly #table: number

  constructor(view: DataView, table: number = view.getUint32(0, true)) {
    this.view = view
    this.#table = table
  }

  static of(bytes: Uint8Array): FlatTable {
    return new FlatTable(new DataView(bytes.buffer, bytes.byteOffset, bytes.length))
  }

  /** Where a field's value stands; 0 where the table has none. */
  at(field: number): number {
    const vtable = this.#table - this.view.getInt32(this.#table, true)
    const slot = 4 + field * 2
    const offset = slot + 2 <= this.view.getUint16(vtable, true) ? this.view.getUint16(vtable + slot, true) : 0
    return offset === 0 ? 0 : this.#table + offset
  }

  /** A field that is a table. */
  table(field: number): FlatTable | null {
    const at = this.#target(field)
    return at === 0 ? null : new FlatTable(this.view, at)
  }

  /** Where the elements of a vector begin, and how many there are, all of them inside. */
  vector(field: number, elementBytes: number): { at: number; count: number } {
    const at = this.#target(field)
    if (at === 0) return { at: 0, count: 0 }
    const count = this.view.getUint32(at, true)
    if (at + 4 + count * elementBytes > this.view.byteLength) throw new RangeError('A vector goes beyond its buffer.')
    return { at: at + 4, count }
  }

  /** The tables of a vector. */
  tables(field: number): FlatTable[] {
    const { at, count } = this.vector(field, 4)
    return Array.from({ length: count }, (_, index) => {
      const element = at + index * 4
      return new FlatTable(this.view, element + this.view.getUint32(element, true))
    })
  }

  #target(field: number): number {
    const at = this.at(field)
    return at === 0 ? 0 : at + this.view.getUint32(at, true)
  }
}
