const LF = 10
const CR = 13

/** Counts lines over consecutive stretches of bytes; LF, CR LF and a lone CR each end a line. */
export class LineCounter {
  line: number
  #afterCr = false

  constructor(line: number) {
    this.line = line
  }

  /** A row that is one line with its end. */
  next(): void {
    this.line++
    this.#afterCr = false
  }

  feed(view: Buffer, from: number, to: number): void {
    if (from >= to) return
    if (to - from > 1024) return this.#feedLong(view.subarray(from, to))
    let afterCr = this.#afterCr
    for (let at = from; at < to; at++) {
      const byte = view[at]
      if (byte > CR) {
        afterCr = false
        continue
      }
      if (byte === CR || (byte === LF && !afterCr)) this.line++
      afterCr = byte === CR
    }
    this.#afterCr = afterCr
  }

  /** The same by native search, which is faster from some hundred bytes on. */
  #feedLong(bytes: Buffer): void {
    if (this.#afterCr && bytes[0] === LF) this.line--
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) this.line++
    for (let at = bytes.indexOf(CR); at !== -1; at = bytes.indexOf(CR, at + 1)) if (bytes[at + 1] !== LF) this.line++
    this.#afterCr = bytes.at(-1) === CR
  }
}
