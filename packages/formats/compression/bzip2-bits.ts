/** `BZIP2_CUT` where more bytes were needed than there are, else `BZIP2_DAMAGED`. */
export class Bzip2Error extends Error {
  readonly code: 'BZIP2_CUT' | 'BZIP2_DAMAGED'

  constructor(code: 'BZIP2_CUT' | 'BZIP2_DAMAGED') {
    super(code)
    this.code = code
  }
}

/** Bits of a stream, the highest of a byte first. */
export class Bits {
  /** Whole bytes that were taken. */
  bytesRead = 0
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #held = 0
  #count = 0

  /** Bytes that nothing was taken of yet. */
  get available(): number {
    return this.#bytes.length - this.#at
  }

  add(chunk: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), chunk])
    this.#at = 0
  }

  /** At most 24. */
  read(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) throw new Bzip2Error('BZIP2_CUT')
      this.#held = ((this.#held << 8) | this.#bytes[this.#at++]) >>> 0
      this.#count += 8
      this.bytesRead++
    }
    this.#count -= count
    const bits = this.#held >>> this.#count
    this.#held &= (1 << this.#count) - 1
    return bits
  }

  read32(): number {
    return this.read(16) * 2 ** 16 + this.read(16)
  }

  /** Goes to the next whole byte. */
  align(): void {
    this.#count = 0
    this.#held = 0
  }
}
