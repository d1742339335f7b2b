import { EMPTY_ROOT, HASH_BYTES, nodeHash, perfectRoot } from './hashes.ts'
import { TILE_WIDTH, type Tile } from './tiles.ts'

/**
 * The right edge of a tree: the tiles that are not full yet, one a level. It is all that is needed to append leaves and
 * to know the root, and it is small: fewer than 256 hashes a level.
 */
export class TreeEdge {
  #size = 0
  readonly #levels: Buffer[][] = []
  /** Tiles that changed since they were last taken, by level and index. */
  readonly #changed = new Map<string, { level: number; index: number; full: Buffer[] | null }>()

  get size(): number {
    return this.#size
  }

  /** Continues a tree of `size` leaves; `tile` gives the first `width` hashes of one of its tiles. */
  static async load(
    size: number,
    tile: (level: number, index: number, width: number) => Promise<Uint8Array>,
  ): Promise<TreeEdge> {
    const edge = new TreeEdge()
    edge.#size = size
    for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / TILE_WIDTH)) {
      const width = count % TILE_WIDTH
      edge.#levels[level] = width === 0 ? [] : split(await tile(level, Math.floor(count / TILE_WIDTH), width))
    }
    return edge
  }

  append(leaf: Uint8Array): void {
    this.#add(0, Buffer.from(leaf), this.#size)
    this.#size++
  }

  root(): Buffer {
    let root: Uint8Array | undefined
    for (const hashes of this.#levels)
      for (const subtree of subtreesOf(hashes)) root = root ? nodeHash(subtree, root) : subtree
    return root ? Buffer.from(root) : EMPTY_ROOT
  }

  /** The tiles that were changed since the last call, each with all hashes that it has now. */
  take(): Tile[] {
    const tiles = [...this.#changed.values()].map(({ level, index, full }) => ({
      level,
      index,
      hashes: Buffer.concat(full ?? this.#levels[level]),
    }))
    this.#changed.clear()
    return tiles
  }

  #add(level: number, hash: Buffer, position: number): void {
    const hashes = (this.#levels[level] ??= [])
    hashes.push(hash)
    const index = Math.floor(position / TILE_WIDTH)
    const isFull = hashes.length === TILE_WIDTH
    this.#changed.set(`${level}.${index}`, { level, index, full: isFull ? hashes : null })
    if (!isFull) return
    this.#levels[level] = []
    this.#add(level + 1, Buffer.from(perfectRoot(hashes)), index)
  }
}

export const split = (hashes: Uint8Array): Buffer[] =>
  Array.from({ length: hashes.length / HASH_BYTES }, (_, at) =>
    Buffer.from(hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
  )

/** Roots of the full subtrees that a row of fewer than 256 falls into, from its end: the smallest first. */
function* subtreesOf(hashes: readonly Buffer[]): Iterable<Uint8Array> {
  let end = hashes.length
  for (let width = 1; end > 0; width *= 2) {
    if ((end & width) === 0) continue
    yield perfectRoot(hashes.slice(end - width, end))
    end -= width
  }
}
