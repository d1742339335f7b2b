const CHUNK = 64 * 1024

/** Text that a conversion writes bit by bit and hands on in chunks. */
export class WrittenText {
  #parts: string[] = []
  #length = 0

  add(text: string): void {
    this.#parts.push(text)
    this.#length += text.length
  }

  /** What was written, when there is enough of it or `all` is asked for. */
  take(all = false): Uint8Array | null {
    if (this.#length === 0 || (!all && this.#length < CHUNK)) return null
    const bytes = Buffer.from(this.#parts.join(''))
    this.#parts = []
    this.#length = 0
    return bytes
  }
}
