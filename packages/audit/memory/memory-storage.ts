import type { AuditStorage, Batch, Cosigned, IntakeGroup } from '../log/storage.ts'
import { tileId, type Tile } from '../tree/tiles.ts'

/** All that a log has, in memory, open to whoever wants to break it. */
export interface MemoryStorage extends AuditStorage {
  readonly intake: Map<string, IntakeGroup>
  readonly stored: Map<number, Batch>
  readonly tileMap: Map<string, Tile>
}

export function createMemoryStorage(): MemoryStorage {
  const intake = new Map<string, IntakeGroup>()
  const stored = new Map<number, Batch>()
  const tileMap = new Map<string, Tile>()
  const subjects = new Map<string, string | null>()
  const witnesses = new Map<string, Cosigned>()
  const inOrder = () => [...stored.values()].toSorted((a, b) => a.first - b.first)
  const waiting = () => [...intake.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return {
    intake,
    stored,
    tileMap,
    async addGroup(group) {
      intake.set(group.id, group)
    },
    groups: async (limit) => waiting().slice(0, limit),
    newestGroups: async (before, limit) =>
      waiting()
        .filter(({ id }) => before === null || id < before)
        .toReversed()
        .slice(0, limit),
    async removeGroups(ids) {
      for (const id of ids) intake.delete(id)
    },
    async addBatch(batch) {
      if (stored.has(batch.first)) return false
      stored.set(batch.first, batch)
      return true
    },
    head: async () => inOrder().at(-1) ?? null,
    batchOf: async (index) => inOrder().find(({ first, size }) => index >= first && index < first + size) ?? null,
    batchesFrom: async (from, end) => inOrder().filter(({ first }) => first >= from && first < end),
    batchesWith: async (wanted, before, limit) =>
      inOrder()
        .filter(({ keys, first }) => wanted.some((key) => keys.includes(key)) && first < before)
        .toReversed()
        .slice(0, limit),
    tiles: async (ids) => ids.flatMap((id) => tileMap.get(id) ?? []),
    async putTiles(tiles) {
      for (const tile of tiles) {
        const before = tileMap.get(tileId(tile))
        if (!before || before.hashes.length <= tile.hashes.length) tileMap.set(tileId(tile), tile)
      }
    },
    subjectKey: async (subject) => subjects.get(subject),
    async addSubjectKey(subject, wrapped) {
      if (!subjects.has(subject)) subjects.set(subject, wrapped)
      return subjects.get(subject) ?? null
    },
    async shredSubject(subject) {
      subjects.set(subject, null)
    },
    async putCosigned(cosigned) {
      const before = witnesses.get(cosigned.witness)
      if (!before || before.size <= cosigned.size) witnesses.set(cosigned.witness, cosigned)
    },
    cosigned: async () => [...witnesses.values()],
  }
}
