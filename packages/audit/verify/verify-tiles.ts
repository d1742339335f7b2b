import type { AuditStorage } from '../log/storage.ts'
import { TreeEdge } from '../tree/edge.ts'
import { tileId } from '../tree/tiles.ts'

const AT_ONCE = 64

/**
 * Compares all tiles of a log with those that its leaves give, for who has both: proofs are made from tiles. Returns
 * the ids of those that are missing or differ.
 */
export async function verifyTiles(
  storage: Pick<AuditStorage, 'tiles'>,
  leaves: Iterable<Uint8Array>,
): Promise<string[]> {
  const edge = new TreeEdge()
  for (const leaf of leaves) edge.append(leaf)
  const tiles = edge.take()
  const wrong: string[] = []
  for (let at = 0; at < tiles.length; at += AT_ONCE) {
    const part = tiles.slice(at, at + AT_ONCE)
    const stored = new Map((await storage.tiles(part.map(tileId))).map((tile) => [tileId(tile), tile.hashes]))
    for (const tile of part)
      if (Buffer.compare(stored.get(tileId(tile)) ?? EMPTY, tile.hashes) !== 0) wrong.push(tileId(tile))
  }
  return wrong
}

const EMPTY = new Uint8Array()
