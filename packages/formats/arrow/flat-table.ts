/** A table of a flat buffer: where its fields stand, by their numbers. Throws RangeError where that is outside. */
export class FlatTable {
  readonly view: DataView
  readonly #table: number

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#table = this.view.getUint32(0, true)
  }

  /** Where a field's value stands; 0 where the table has none. */
  at(field: number): number {
    const vtable = this.#table - this.view.getInt32(this.#table, true)
    const slot = 4 + field * 2
    const offset = slot + 2 <= this.view.getUint16(vtable, true) ? this.view.getUint16(vtable + slot, true) : 0
    return offset === 0 ? 0 : this.#table + offset
  }

  /** Where a vector's length stands, before its elements; 0 where there is no vector. */
  vector(field: number): number {
    const at = this.at(field)
    return at === 0 ? 0 : at + this.view.getUint32(at, true)
  }
}
