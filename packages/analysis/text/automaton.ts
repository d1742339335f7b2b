/**
 * Aho–Corasick over whole numbers: finds all of many sequences in one pass, whether the numbers stand for words or for
 * characters. Symbol 0 means "none of the known ones" and takes the search back to its start.
 */
export class Automaton {
  private readonly children: Map<number, number>[] = [new Map()]
  private readonly own: number[][] = [[]]
  private failure = new Int32Array(0)
  private fromRoot = new Int32Array(0)
  private outputs: (readonly number[])[] = []

  /** Adds a sequence; `output` is what the search reports at its end. Empty sequences are ignored. */
  insert(sequence: readonly number[], output: number): void {
    if (sequence.length === 0) return
    let node = 0
    for (const symbol of sequence) {
      let next = this.children[node].get(symbol)
      if (next === undefined) {
        next = this.children.length
        this.children[node].set(symbol, next)
        this.children.push(new Map())
        this.own.push([])
      }
      node = next
    }
    this.own[node].push(output)
  }

  /** Ends the building: sets the failure links, breadth first. */
  build(symbols: number): this {
    this.failure = new Int32Array(this.children.length)
    this.fromRoot = new Int32Array(symbols)
    this.outputs = this.own.slice()
    const queue: number[] = []
    for (const [symbol, node] of this.children[0]) {
      this.fromRoot[symbol] = node
      queue.push(node)
    }
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]
      for (const [symbol, child] of this.children[node]) {
        this.failure[child] = this.step(this.failure[node], symbol)
        queue.push(child)
      }
      const inherited = this.outputs[this.failure[node]]
      if (inherited.length > 0) this.outputs[node] = [...this.outputs[node], ...inherited]
    }
    return this
  }

  /** The state after reading `symbol` in `state`. Amortised constant time. */
  step(state: number, symbol: number): number {
    if (symbol === 0) return 0
    for (let node = state; node !== 0; node = this.failure[node]!) {
      const next = this.children[node].get(symbol)
      if (next !== undefined) return next
    }
    return this.fromRoot[symbol] ?? 0
  }

  /** Outputs of all sequences that end in `state`, longest first. */
  found(state: number): readonly number[] {
    return this.outputs[state]
  }
}
