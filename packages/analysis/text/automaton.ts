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
        this.place(placed++, node, trie.symbolOf(child))
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

/** Numbers of a beginning's record: what it ends in, what goes before, its first child, its next sibling, its first report. */
const RECORD = 5
const SYMBOL = 0
const PARENT = 1
const CHILD = 2
const SIBLING = 3
const FIRST = 4

/**
 * The sequences by their beginnings; node 0 is the root. A few lists of plain numbers, since there are hundreds of
 * thousands of nodes, and every thread that searches has them for a moment.
 */
class Trie {
  size = 1
  /** Outputs over all nodes. */
  reports = 0
  // Lists that are linked by place, since most have one member or none; 0 is their end.
  private nodes = new Int32Array(RECORD << 15)
  /** Pairs: an output, and the place of the next one of the same node. */
  private readonly reported: number[] = [0, 0]
  /** Nodes by a hash of parent and symbol; 0 is none. */
  private slots = new Int32Array(1 << 16)

  /** The child that a symbol leads to; made where there is none. */
  child(parent: number, symbol: number): number {
    const slot = this.slotOf(parent, symbol)
    if (this.slots[slot] !== 0) return this.slots[slot]
    if ((this.size + 1) * RECORD > this.nodes.length) this.nodes = grown(this.nodes)
    const { nodes } = this
    const child = this.size++
    const at = child * RECORD
    nodes[at + SYMBOL] = symbol
    nodes[at + PARENT] = parent
    nodes[at + SIBLING] = nodes[parent * RECORD + CHILD]
    nodes[parent * RECORD + CHILD] = child
    this.slots[slot] = child
    if (this.size * 2 > this.slots.length) this.spread()
    return child
  }

  symbolOf(node: number): number {
    return this.nodes[node * RECORD + SYMBOL]
  }

  addOutput(node: number, output: number): void {
    const { nodes, reported } = this
    let last = 0
    for (let at = nodes[node * RECORD + FIRST]; at !== 0; at = reported[at * 2 + 1]) {
      if (reported[at * 2] === output) return
      last = at
    }
    const added = ++this.reports
    reported.push(output, 0)
    if (last === 0) nodes[node * RECORD + FIRST] = added
    else reported[last * 2 + 1] = added
  }

  /** In the order in which they were added. */
  outputsOf(node: number): number[] {
    const outputs: number[] = []
    for (let at = this.nodes[node * RECORD + FIRST]; at !== 0; at = this.reported[at * 2 + 1])
      outputs.push(this.reported[at * 2])
    return outputs
  }

  /** Sorted by symbol. */
  childrenOf(node: number): number[] {
    const { nodes } = this
    const children: number[] = []
    for (let child = nodes[node * RECORD + CHILD]; child !== 0; child = nodes[child * RECORD + SIBLING])
      children.push(child)
    return children.length < 2 ? children : children.toSorted((a, b) => this.symbolOf(a) - this.symbolOf(b))
  }

  /** Where a child stands among the slots, or would stand. */
  private slotOf(parent: number, symbol: number): number {
    const { nodes, slots } = this
    const mask = slots.length - 1
    const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b)
    for (let slot = (mixed ^ (mixed >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const at = slots[slot] * RECORD
      if (at === 0 || (nodes[at + PARENT] === parent && nodes[at + SYMBOL] === symbol)) return slot
    }
  }

  /** Twice as many slots. */
  private spread(): void {
    this.slots = new Int32Array(this.slots.length * 2)
    for (let node = 1; node < this.size; node++) {
      const at = node * RECORD
      this.slots[this.slotOf(this.nodes[at + PARENT], this.nodes[at + SYMBOL])] = node
    }
  }
}

function grown(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
