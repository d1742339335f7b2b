import { split } from './edge.ts'
import { HASH_BYTES, nodeHash, perfectRoot } from './hashes.ts'
import { halfOf, type Subtree } from './proofs.ts'
import { isPowerOfTwo } from './sides.ts'
import { TILE_WIDTH, tileId, type Tile } from './tiles.ts'

/** Gives tiles with as many hashes as they have by now; what is not there is left out. */
export type ReadTiles = (ids: readonly string[]) => Promise<Tile[]>

/**
 * Roots of subtrees, in the order asked for, with few reads of tiles. `null` when some of the tiles are not written yet:
 * a checkpoint may be seen a moment before its tiles.
 */
export async function rootsOf(subtrees: readonly Subtree[], read: ReadTiles): Promise<Buffer[] | null> {
  const ids = new Set(subtrees.flatMap(fullSubtrees).map(tileOf).map(tileId))
  const tiles = new Map((await read([...ids])).map((tile) => [tileId(tile), split(tile.hashes)]))
  const rootOf = ({ from, to }: Subtree): Buffer | null => {
    if (!isPowerOfTwo(to - from) || from % (to - from) !== 0) {
      const middle = from + halfOf(to - from)
      const left = rootOf({ from, to: middle })
      const right = rootOf({ from: middle, to })
      return left && right && nodeHash(left, right)
    }
    const { level, first, count } = placeOf({ from, to })
    const hashes = tiles.get(tileId({ level, index: Math.floor(first / TILE_WIDTH) }))
    const part = hashes?.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count)
    return part?.length === count && part.every(({ length }) => length === HASH_BYTES)
      ? Buffer.from(perfectRoot(part))
      : null
  }
  const roots = subtrees.map(rootOf)
  return roots.includes(null) ? null : (roots as Buffer[])
}

/** Cuts a subtree into full ones. */
function fullSubtrees({ from, to }: Subtree): Subtree[] {
  const width = to - from
  if (isPowerOfTwo(width) && from % width === 0) return [{ from, to }]
  const middle = from + halfOf(width)
  return [...fullSubtrees({ from, to: middle }), ...fullSubtrees({ from: middle, to })]
}

/** The row of hashes over which a full subtree's root is: fewer than a tile has, all in one. */
function placeOf({ from, to }: Subtree): { level: number; first: number; count: number } {
  let level = 0
  let span = 1
  while ((to - from) / span >= TILE_WIDTH) {
    level++
    span *= TILE_WIDTH
  }
  return { level, first: from / span, count: (to - from) / span }
}

function tileOf(subtree: Subtree): { level: number; index: number } {
  const { level, first } = placeOf(subtree)
  return { level, index: Math.floor(first / TILE_WIDTH) }
}
