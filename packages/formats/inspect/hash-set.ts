/**
 * A set of strings by their 64-bit hashes: 8 bytes an entry at most half of the time, whatever the strings' length.
 * Two different strings are taken for one with a chance of about n² / 2⁶⁵ (n strings): 10⁻⁷ at a million.
 */
export class HashSet {
  size = 0
  #capacity = 1024
  #high = new Uint32Array(this.#capacity)
  #low = new Uint32Array(this.#capacity)

  /** Adds a string; whether it was not there before. */
  add(value: string): boolean {
    const [high, low] = hash64(value)
    if (!this.#insert(high, low)) return false
    if (++this.size > this.#capacity * 0.7) this.#grow()
    return true
  }

  #insert(high: number, low: number): boolean {
    const mask = this.#capacity - 1
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      if (this.#high[slot] === 0 && this.#low[slot] === 0) {
        this.#high[slot] = high
        this.#low[slot] = low
        return true
      }
      if (this.#high[slot] === high && this.#low[slot] === low) return false
    }
  }

  #grow(): void {
    const [high, low] = [this.#high, this.#low]
    this.#capacity *= 2
    this.#high = new Uint32Array(this.#capacity)
    this.#low = new Uint32Array(this.#capacity)
    for (let slot = 0; slot < high.length; slot++)
      if (high[slot] !== 0 || low[slot] !== 0) this.#insert(high[slot] as number, low[slot] as number)
  }
}

/** Two 32-bit halves (cyrb53's mixing); never both 0, which marks a free slot. */
function hash64(value: string): [number, number] {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return [a >>> 0, b >>> 0 || 1]
}
