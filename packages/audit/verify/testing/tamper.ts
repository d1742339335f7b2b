import type { Batch } from '../../log/storage.ts'
import type { MemoryStorage } from '../../memory/memory-storage.ts'
import { unpackEntries, packEntries } from '../../entry/bundle.ts'

/** Whole numbers below `n`, the same each time by a seed (mulberry32). */
export function dice(seed: number): (n: number) => number {
  let state = seed
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

type Roll = (n: number) => number
type Tamper = (batches: Batch[], roll: Roll) => Batch[] | null

const flip = (bytes: Uint8Array, roll: Roll): Buffer => {
  const changed = Buffer.from(bytes)
  changed[roll(changed.length)] ^= 1 << roll(8)
  return changed
}
const at = (batches: readonly Batch[], index: number, change: Partial<Batch>): Batch[] =>
  batches.with(index, { ...batches[index], ...change })
const change = (batches: Batch[], roll: Roll, edit: (entries: Uint8Array[]) => Uint8Array[] | null): Batch[] | null => {
  const index = roll(batches.length)
  const entries = edit(unpackEntries(batches[index].entries))
  return entries && at(batches, index, { entries: packEntries(entries), size: entries.length })
}

/** Ways to change what is stored, each in a place that dice choose; `null` where this place does not allow it. */
export const TAMPERINGS: Readonly<Record<string, Tamper>> = {
  'a bit of an entry': (batches, roll) =>
    change(batches, roll, (entries) => {
      const index = roll(entries.length)
      return entries.with(index, flip(entries[index], roll))
    }),
  'an entry dropped': (batches, roll) =>
    change(batches, roll, (entries) => (entries.length > 1 ? entries.toSpliced(roll(entries.length), 1) : null)),
  'an entry added': (batches, roll) =>
    change(batches, roll, (entries) => entries.toSpliced(roll(entries.length), 0, entries[roll(entries.length)])),
  'two entries swapped': (batches, roll) =>
    change(batches, roll, (entries) => {
      const [a, b] = [roll(entries.length), roll(entries.length)]
      return a === b ? null : entries.with(a, entries[b]).with(b, entries[a])
    }),
  'an entry of another batch': (batches, roll) => {
    const [a, b] = [roll(batches.length), roll(batches.length)]
    const foreign = unpackEntries(batches[b].entries)[0]
    const own = unpackEntries(batches[a].entries)
    return a === b ? null : at(batches, a, { entries: packEntries(own.with(roll(own.length), foreign)) })
  },
  'a batch dropped': (batches, roll) => batches.toSpliced(roll(batches.length), 1),
  'batches swapped': (batches, roll) => {
    const [a, b] = [roll(batches.length), roll(batches.length)]
    if (a === b) return null
    const [{ first: placeA }, { first: placeB }] = [batches[a], batches[b]]
    return batches.with(a, { ...batches[b], first: placeA }).with(b, { ...batches[a], first: placeB })
  },
  'the end cut off': (batches, roll) => batches.slice(0, roll(batches.length)),
  'a batch that begins elsewhere': (batches, roll) => {
    const index = roll(batches.length)
    return at(batches, index, { first: batches[index].first + 1 + roll(3) })
  },
  'a bit of a checkpoint': (batches, roll) => {
    const index = roll(batches.length)
    const text = flip(Buffer.from(batches[index].checkpoint), roll).toString()
    return at(batches, index, { checkpoint: text })
  },
  'the checkpoint of another batch': (batches, roll) => {
    const [a, b] = [roll(batches.length), roll(batches.length)]
    return a === b ? null : at(batches, a, { checkpoint: batches[b].checkpoint })
  },
  'a key of a search': (batches, roll) => {
    const index = roll(batches.length)
    const { keys } = batches[index]
    return at(batches, index, { keys: keys.toSpliced(roll(keys.length), 1) })
  },
}

/** Changes a tile; proofs come from these. */
export function tamperTile(storage: MemoryStorage, roll: Roll): void {
  const ids = [...storage.tileMap.keys()]
  const id = ids[roll(ids.length)]
  const tile = storage.tileMap.get(id)!
  storage.tileMap.set(id, { ...tile, hashes: roll(2) ? flip(tile.hashes, roll) : tile.hashes.subarray(0, -32) })
}
