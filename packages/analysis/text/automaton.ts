import type { Room } from '../kernel/room.ts'

/** Numbers of a node's record: which symbols may go on, its first child, its failure link, the nearest node that reports. */
const STRIDE = 4
const FILTER = 0
const CHILDREN = 1
const FAILURE = 2
const REPORT = 3

/**
 * Aho–Corasick over whole numbers: finds all of many sequences in one pass, whether the numbers stand for words or for
 * characters. Symbol 0 means "none of the known ones" and takes the search back to its start, state 0.
 *
 * Nodes are numbered level by level and the children of a node are neighbours, sorted by symbol, so that the whole lies
 * in a few flat arrays. Made by {@link AutomatonBuilder}.
 */
export class Automaton {
  private nodes: Int32Array
  private symbols: Uint16Array
  private fromRoot: Int32Array
  private readonly depths: Uint8Array
  private readonly outputStarts: Int32Array
  private readonly outputs: Uint16Array
  /** Numbers that {@link report} writes at most. */
  readonly mostFound: number

  constructor(trie: Trie, symbols: number) {
    const { size } = trie
    this.nodes = new Int32Array((size + 1) * STRIDE)
    this.symbols = new Uint16Array(size)
    this.depths = new Uint8Array(size)
    this.fromRoot = new Int32Array(symbols)
    this.outputStarts = new Int32Array(size + 1)
    const outputs = new Uint16Array(trie.reports)
    let reported = 0
    const order = new Int32Array(size)
    let placed = 1
    for (let node = 0; node < size; node++) {
      const before = reported
      for (const output of trie.outputsOf(order[node])) outputs[reported++] = output
      this.outputStarts[node + 1] = reported
      const failure = this.nodes[node * STRIDE + FAILURE]
      this.nodes[node * STRIDE + REPORT] = reported > before ? node : this.nodes[failure * STRIDE + REPORT]
      this.nodes[node * STRIDE + CHILDREN] = placed
      for (const child of trie.childrenOf(order[node])) {
        order[placed] = child
        this.place(placed++, node, trie.symbols[child])
      }
    }
    this.nodes[size * STRIDE + CHILDREN] = placed
    this.outputs = outputs
    this.mostFound = 2 * mostReported(this.nodes, this.outputStarts)
  }

  /** Moves to where the kernel searches, and gives the addresses of nodes, symbols and what the root leads to. */
  moveTo(room: Room): { nodes: number; symbols: number; fromRoot: number } {
    const { nodes, symbols, fromRoot } = this
    this.nodes = room.integers(room.allocate(nodes.byteLength), nodes.length)
    this.fromRoot = room.integers(room.allocate(fromRoot.byteLength), fromRoot.length)
    const { buffer, byteOffset } = room.bytes(room.allocate(symbols.byteLength), symbols.byteLength)
    this.symbols = new Uint16Array(buffer, byteOffset, symbols.length)
    this.nodes.set(nodes)
    this.fromRoot.set(fromRoot)
    this.symbols.set(symbols)
    return { nodes: this.nodes.byteOffset, symbols: byteOffset, fromRoot: this.fromRoot.byteOffset }
  }

  private place(node: number, parent: number, symbol: number): void {
    const { nodes } = this
    this.symbols[node] = symbol
    this.depths[node] = this.depths[parent] + 1
    nodes[parent * STRIDE + FILTER] |= 1 << (symbol & 31)
    // Nodes nearer to the root have all their children by now.
    if (parent === 0) this.fromRoot[symbol] = node
    else nodes[node * STRIDE + FAILURE] = this.step(nodes[parent * STRIDE + FAILURE], symbol)
  }

  /** How many symbols the longest sequence has. */
  get longest(): number {
    return this.depths.at(-1)!
  }

  /** The state after reading `symbol` in `state`. Amortised constant time (logarithmic in the children of a node). */
  step(state: number, symbol: number): number {
    if (symbol === 0) return 0
    const { nodes, symbols } = this
    const bit = 1 << (symbol & 31)
    for (let node = state; node !== 0; node = nodes[node * STRIDE + FAILURE]) {
      if ((nodes[node * STRIDE + FILTER] & bit) === 0) continue
      let low = nodes[node * STRIDE + CHILDREN]
      let high = nodes[(node + 1) * STRIDE + CHILDREN]
      while (low < high) {
        const middle = (low + high) >>> 1
        if (symbols[middle] < symbol) low = middle + 1
        else high = middle
      }
      if (low < nodes[(node + 1) * STRIDE + CHILDREN] && symbols[low] === symbol) return low
    }
    return this.fromRoot[symbol]
  }

  /** Whether something ends in `state`. */
  reports(state: number): boolean {
    return this.nodes[state * STRIDE + REPORT] !== 0
  }

  /** The state of which {@link report} says the same, out of as few as there are. */
  reporter(state: number): number {
    return this.nodes[state * STRIDE + REPORT]
  }

  /**
   * Writes what ends in `state` to `found`, the longest first: output and length of each, one after the other.
   *
   * @returns how many numbers were written: at most {@link mostFound}
   */
  report(state: number, found: Int32Array): number {
    const { nodes, outputs, outputStarts, depths } = this
    let written = 0
    let node = nodes[state * STRIDE + REPORT]
    while (node !== 0) {
      const last = outputStarts[node + 1]
      for (let at = outputStarts[node]; at < last; at++) {
        found[written++] = outputs[at]
        found[written++] = depths[node]
      }
      node = nodes[nodes[node * STRIDE + FAILURE] * STRIDE + REPORT]
    }
    return written
  }
}

/** How many outputs one state has at most, its own and those of its failure links. */
function mostReported(nodes: Int32Array, outputStarts: Int32Array): number {
  const reported = new Uint16Array(outputStarts.length - 1)
  // Failure links lead to nodes with lower numbers.
  for (let node = 1; node < reported.length; node++)
    reported[node] = outputStarts[node + 1] - outputStarts[node] + reported[nodes[node * STRIDE + FAILURE]]
  return reported.reduce((most, n) => Math.max(most, n), 0)
}

/** Gathers the sequences of an {@link Automaton}: up to 65,535 symbols and outputs. */
export class AutomatonBuilder {
  private readonly trie = new Trie()

  /**
   * Adds all ways through `places`, each of which may be any of its choices, sequences of symbols from 1. `output` is
   * what the search reports at the end of each, once for each end; the empty sequence is never reported.
   */
  insert(places: readonly (readonly (readonly number[])[])[], output: number): void {
    this.follow(places, 0, 0, output)
  }

  private follow(places: readonly (readonly (readonly number[])[])[], at: number, from: number, output: number): void {
    if (at === places.length) {
      if (from !== 0) this.trie.addOutput(from, output)
      return
    }
    for (const choice of places[at]) {
      let node = from
      for (const symbol of choice) node = this.trie.child(node, symbol)
      this.follow(places, at + 1, node, output)
    }
  }

  /** @param symbols one more than the highest symbol */
  build(symbols: number): Automaton {
    return new Automaton(this.trie, symbols)
  }
}

/** The sequences by their beginnings; node 0 is the root. */
class Trie {
  size = 1
  /** Outputs over all nodes. */
  reports = 0
  readonly symbols: number[] = [0]
  // Lists that are linked by place, since most have one member or none; 0 is their end.
  private readonly firstChild: number[] = [0]
  private readonly nextSibling: number[] = [0]
  private readonly firstReport: number[] = [0]
  private readonly reported: number[] = [0]
  private readonly nextReport: number[] = [0]
  /** Node, symbol and child of each edge, by a hash of the first two; 0 is "no child". */
  private edges = new Int32Array(3 << 16)
  private mask = (1 << 16) - 1

  /** The child that a symbol leads to; made where there is none. */
  child(node: number, symbol: number): number {
    const slot = this.slotOf(node, symbol)
    if (this.edges[slot + 2] !== 0) return this.edges[slot + 2]
    const child = this.size++
    this.symbols.push(symbol)
    this.firstReport.push(0)
    this.nextSibling.push(this.firstChild[node])
    this.firstChild.push(0)
    this.firstChild[node] = child
    this.setEdge(slot, node, symbol, child)
    if (this.size * 2 > this.mask) this.grow()
    return child
  }

  addOutput(node: number, output: number): void {
    let last = 0
    for (let at = this.firstReport[node]; at !== 0; at = this.nextReport[at]) {
      if (this.reported[at] === output) return
      last = at
    }
    const added = ++this.reports
    this.reported.push(output)
    this.nextReport.push(0)
    if (last === 0) this.firstReport[node] = added
    else this.nextReport[last] = added
  }

  /** In the order in which they were added. */
  outputsOf(node: number): number[] {
    const outputs: number[] = []
    for (let at = this.firstReport[node]; at !== 0; at = this.nextReport[at]) outputs.push(this.reported[at])
    return outputs
  }

  /** Sorted by symbol. */
  childrenOf(node: number): number[] {
    const children: number[] = []
    for (let child = this.firstChild[node]; child !== 0; child = this.nextSibling[child]) children.push(child)
    return children.length < 2 ? children : children.toSorted((a, b) => this.symbols[a] - this.symbols[b])
  }

  /** Where an edge stands, or would stand. */
  private slotOf(node: number, symbol: number): number {
    const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b)
    for (let slot = (mixed ^ (mixed >>> 15)) & this.mask; ; slot = (slot + 1) & this.mask) {
      const at = slot * 3
      if (this.edges[at + 2] === 0 || (this.edges[at] === node && this.edges[at + 1] === symbol)) return at
    }
  }

  private setEdge(slot: number, node: number, symbol: number, child: number): void {
    this.edges[slot] = node
    this.edges[slot + 1] = symbol
    this.edges[slot + 2] = child
  }

  private grow(): void {
    const old = this.edges
    this.mask = this.mask * 2 + 1
    this.edges = new Int32Array(old.length * 2)
    for (let at = 0; at < old.length; at += 3)
      if (old[at + 2] !== 0) this.setEdge(this.slotOf(old[at], old[at + 1]), old[at], old[at + 1], old[at + 2])
  }
}
