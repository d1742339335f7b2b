import { createMemoryStorage } from '../../memory/memory-storage.ts'
import { batchesOf, filledLog, logOn, signer } from '../../testing.ts'
import { leafHash, openCheckpoint, verifyLog } from '../../index.ts'
import { verifyTiles } from '../verify-tiles.ts'
import { collect } from '@techdeck/core'
import { TAMPERINGS, dice, tamperTile } from './tamper.ts'

/**
 * Tampers `count` times with a log that somebody has seen before, each time anew and in another place, and verifies it.
 * Returns the ways of which one was not found.
 */
export async function findTampering(count: number, seed: number): Promise<{ tried: number; missed: string[] }> {
  const { storage, log } = await filledLog(400)
  const seen = openCheckpoint(await log.checkpoint(), signer.verifier)!
  const batches = [...storage.stored.values()]
  const leaves = (await collect(batchesOf(log))).flatMap(({ entries }) => entries.map((entry) => leafHash(entry)))
  const roll = dice(seed)
  const ways = Object.entries(TAMPERINGS)
  const missed: string[] = []
  let tried = 0
  while (tried < count) {
    const way = roll(ways.length + 1)
    const changed = createMemoryStorage()
    for (const tile of storage.tileMap.values()) await changed.putTiles([tile])
    if (way === ways.length) {
      tamperTile(changed, roll)
      if ((await verifyTiles(changed, leaves)).length === 0) missed.push('a tile')
    } else {
      const [name, tamper] = ways[way]
      const tampered = tamper(batches, roll)
      if (!tampered) continue
      for (const batch of tampered) changed.stored.set(batch.first, batch)
      const found = await verifyLog(batchesOf(logOn(changed)), signer.verifier, [seen]).then(
        ({ problems }) => problems.length > 0,
        // What cannot even be read was found.
        () => true,
      )
      if (!found) missed.push(name)
    }
    tried++
  }
  return { tried, missed }
}
