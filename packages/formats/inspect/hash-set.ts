/**
 * A set of strings by their 64-bit hashes: 8 bytes an entry at most half of the time, whatever the strings' length.
 * Two different strings are taken for one with a chance of about n² / 2⁶⁵ (n strings): 10⁻⁷ at a million.
 */
export class HashSet {
  size = 0
  #capacity = 1024
  #high = new Uint32Array(this.#capacity)
  #low = new Uint32Array(this.#capacity)

  /** Adds a string, within a group where one is given; whether it was not there before. */
  add(value: string, group: Group = NO_GROUP): boolean {
    const { high, low } = hash64(value, group)
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
      if (high[slot] !== 0 || low[slot] !== 0) this.#insert(high[slot], low[slot])
  }
}

/** A string that others are told apart by; made once and used for many. */
export type Group = { readonly high: number; readonly low: number }
const NO_GROUP: Group = { high: 0, low: 0 }
export const groupOf = (value: string): Group => ({ ...hash64(value, NO_GROUP) })

const halves = { high: 0, low: 0 }

/** Two 32-bit halves (cyrb53's mixing); never both 0, which marks a free slot. The object is the same each time. */
function hash64(value: string, group: Group): Group {
  let a = 0xdeadbeef ^ group.high
  let b = 0x41c6ce57 ^ group.low
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  halves.high = a >>> 0
  halves.low = b >>> 0 || 1
  return halves
}
