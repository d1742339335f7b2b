const NO_OUTPUT: readonly number[] = []

/**
 * Aho–Corasick over whole numbers: finds all of many sequences in one pass, whether the numbers stand for words or for
 * characters. Symbol 0 means "none of the known ones" and takes the search back to its start.
 */
export class Automaton {
  private readonly edges = new Edges()
  private readonly parents: number[] = [0]
  private readonly symbols: number[] = [0]
  private readonly depths: number[] = [0]
  private readonly outputs: (readonly number[])[] = [NO_OUTPUT]
  private failure = new Int32Array(1)
  private fromRoot = new Int32Array(1)

  /**
   * Adds a sequence of symbols from 1; `output` is what the search reports at its end.
   *
   * @returns `false` and adds nothing when the sequence is empty or already reports an output that is `same`.
   */
  insert(sequence: readonly number[], output: number, same: (known: number) => boolean = () => false): boolean {
    if (sequence.length === 0) return false
    let node = 0
    for (const symbol of sequence) {
      let next = this.edges.get(node, symbol)
      if (next === 0) {
        next = this.parents.push(node) - 1
        this.symbols.push(symbol)
        this.depths.push(this.depths[node] + 1)
        this.outputs.push(NO_OUTPUT)
        this.edges.add(node, symbol, next)
      }
      node = next
    }
    if (this.outputs[node].some(same)) return false
    this.outputs[node] = [...this.outputs[node], output]
    return true
  }

  /** Ends the building: sets the failure links, level by level. `symbols` is one more than the highest symbol. */
  build(symbols: number): this {
    this.failure = new Int32Array(this.parents.length)
    this.fromRoot = new Int32Array(symbols)
    const byDepth = this.parents.map((_, node) => node).toSorted((a, b) => this.depths[a] - this.depths[b])
    for (const node of byDepth.slice(1)) {
      const symbol = this.symbols[node]
      if (this.depths[node] === 1) this.fromRoot[symbol] = node
      else this.failure[node] = this.step(this.failure[this.parents[node]], symbol)
      const inherited = this.outputs[this.failure[node]]
      if (inherited.length > 0) this.outputs[node] = [...this.outputs[node], ...inherited]
    }
    return this
  }

  /** The state after reading `symbol` in `state`. Amortised constant time. */
  step(state: number, symbol: number): number {
    if (symbol === 0) return 0
    for (let node = state; node !== 0; node = this.failure[node]) {
      const next = this.edges.get(node, symbol)
      if (next !== 0) return next
    }
    return this.fromRoot[symbol]
  }

  /** Outputs of all sequences that end in `state`, longest first. */
  found(state: number): readonly number[] {
    return this.outputs[state]
  }
}

/** Numbers of one edge in the table: from, symbol, to, and one unused so that an edge never spans two cache lines. */
const STRIDE = 4

/** Which node a symbol leads to from a node, as one flat hash table; 0 is "nowhere". */
class Edges {
  private size = 0
  private mask = (1 << 10) - 1
  private table = new Int32Array((1 << 10) * STRIDE)
  /** For each node the low bits of its symbols, so that most misses end here. */
  private filters = new Int32Array(1 << 10)

  get(node: number, symbol: number): number {
    if ((this.filters[node] & (1 << (symbol & 31))) === 0) return 0
    const { table } = this
    for (let slot = this.slotOf(node, symbol); ; slot = (slot + 1) & this.mask) {
      const at = slot * STRIDE
      const target = table[at + 2]
      if (target === 0 || (table[at] === node && table[at + 1] === symbol)) return target
    }
  }

  add(node: number, symbol: number, target: number): void {
    if (++this.size * 2 > this.mask) this.grow()
    let slot = this.slotOf(node, symbol)
    while (this.table[slot * STRIDE + 2] !== 0) slot = (slot + 1) & this.mask
    this.table[slot * STRIDE] = node
    this.table[slot * STRIDE + 1] = symbol
    this.table[slot * STRIDE + 2] = target
    this.filters[node] |= 1 << (symbol & 31)
  }

  private slotOf(node: number, symbol: number): number {
    const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b)
    return (mixed ^ (mixed >>> 15)) & this.mask
  }

  private grow(): void {
    const old = this.table
    this.mask = this.mask * 2 + 1
    this.table = new Int32Array(old.length * 2)
    // Nodes are numbered as they are added, one for each edge, so there are never more nodes than slots.
    this.filters = new Int32Array(this.mask + 1)
    this.size = 1
    for (let at = 0; at < old.length; at += STRIDE) if (old[at + 2] !== 0) this.add(old[at], old[at + 1], old[at + 2])
  }
}
