/** Tells on which line a character of a text stands that comes in chunks; places are asked for in their order. */
export class LineMarks {
  #line = 1
  #length = 0
  #ends: number[] = []
  #next = 0

  feed(text: string): void {
    if (this.#next === this.#ends.length) {
      this.#ends = []
      this.#next = 0
    }
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#ends.push(this.#length + at)
    this.#length += text.length
  }

  at(index: number): number {
    for (; this.#next < this.#ends.length && this.#ends[this.#next] < index; this.#next++) this.#line++
    return this.#line
  }
}
