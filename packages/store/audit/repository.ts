import { trusted, type Connection } from 'mongoose'
import { atEdge, isDuplicate } from '../errors.ts'
import {
  LOG,
  auditBatchSchema,
  auditGroupSchema,
  auditSubjectSchema,
  auditTileSchema,
  auditWitnessSchema,
  type AuditBatchDocument,
  type AuditGroupDocument,
  type AuditSubjectDocument,
  type AuditTileDocument,
  type AuditWitnessDocument,
} from './schema.ts'

interface Group {
  id: string
  entries: Uint8Array
}
interface Batch extends Omit<AuditBatchDocument, '_id' | 'log' | 'entries'> {
  first: number
  entries: Uint8Array
}
type Tile = Pick<AuditTileDocument, 'level' | 'index'> & { hashes: Uint8Array }
interface Cosigned {
  witness: string
  size: number
  note: string
}

/** Bytes of a hash. */
const HASH_BYTES = 32
/** More leaves than any batch has. */
const LARGEST_BATCH = 4096
/** Leaves that a search looks at first. */
const FIRST_WINDOW = 16_384

/** Where the audit log lies; `AuditStorage` of `@techdeck/audit` says what each method guarantees. */
export interface AuditRepository {
  addGroup(group: Group): Promise<void>
  groups(limit: number): Promise<Group[]>
  newestGroups(before: string | null, limit: number): Promise<Group[]>
  removeGroups(ids: readonly string[]): Promise<void>
  addBatch(batch: Batch): Promise<boolean>
  head(): Promise<Batch | null>
  batchOf(index: number): Promise<Batch | null>
  batchesFrom(first: number, end: number): Promise<Batch[]>
  batchesWith(keys: readonly string[], before: number, limit: number): Promise<Batch[]>
  tiles(ids: readonly string[]): Promise<Tile[]>
  putTiles(tiles: readonly Tile[]): Promise<void>
  subjectKey(subject: string): Promise<string | null | undefined>
  addSubjectKey(subject: string, wrapped: string): Promise<string | null>
  shredSubject(subject: string): Promise<void>
  putCosigned(cosigned: Cosigned): Promise<void>
  cosigned(): Promise<Cosigned[]>
}

export function createAuditRepository(connection: Connection): AuditRepository {
  const groups = connection.model<AuditGroupDocument>('AuditGroup', auditGroupSchema)
  const batches = connection.model<AuditBatchDocument>('AuditBatch', auditBatchSchema)
  const tiles = connection.model<AuditTileDocument>('AuditTile', auditTileSchema)
  const subjects = connection.model<AuditSubjectDocument>('AuditSubject', auditSubjectSchema)
  const witnesses = connection.model<AuditWitnessDocument>('AuditWitness', auditWitnessSchema)

  /** The last batch that was seen. */
  let newest: Batch | null = null

  return atEdge({
    async addGroup({ id, entries }: Group) {
      await groups.create([{ _id: id, log: LOG, entries: Buffer.from(entries) }])
    },

    async groups(limit: number) {
      const found = await groups.find({ log: LOG }).sort({ _id: 1 }).limit(limit).lean<AuditGroupDocument[]>()
      return found.map(toGroup)
    },

    async newestGroups(before: string | null, limit: number) {
      const filter = { log: LOG, ...(before !== null && { _id: trusted({ $lt: before }) }) }
      const found = await groups.find(filter).sort({ _id: -1 }).limit(limit).lean<AuditGroupDocument[]>()
      return found.map(toGroup)
    },

    async removeGroups(ids: readonly string[]) {
      await groups.deleteMany({ _id: trusted({ $in: [...ids] }) })
    },

    async addBatch({ first, ...batch }: Batch) {
      try {
        // Without mongoose's look at each of thousands of keys: the types have said what they are.
        await batches.collection.insertOne({
          ...batch,
          log: LOG,
          _id: first as never,
          entries: Buffer.from(batch.entries),
        })
        if (!newest || newest.first < first) newest = { first, ...batch }
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },

    async head() {
      // Batches stay: only what came since is asked for, which mostly is nothing.
      const since = newest && { _id: trusted({ $gt: newest.first }) }
      const [found] = await batches
        .find({ log: LOG, ...since })
        .sort({ _id: -1 })
        .limit(1)
        .lean<AuditBatchDocument[]>()
      // Others may have found one meanwhile that is newer.
      if (found && (!newest || newest.first < found._id)) newest = toBatch(found)
      return newest
    },

    async batchOf(index: number) {
      const [found] = await batches
        .find({ log: LOG, _id: trusted({ $gt: index - LARGEST_BATCH, $lte: index }) })
        .sort({ _id: -1 })
        .limit(1)
        .lean<AuditBatchDocument[]>()
      return found && index < found._id + found.size ? toBatch(found) : null
    },

    async batchesFrom(first: number, end: number) {
      const found = await batches
        .find({ log: LOG, _id: trusted({ $gte: first, $lt: end }) })
        .sort({ _id: 1 })
        .lean<AuditBatchDocument[]>()
      return found.map(toBatch)
    },

    async batchesWith(keys: readonly string[], before: number, limit: number) {
      const found = new Map<number, AuditBatchDocument>()
      // Window by window, since the embedded server reads all that fits before it takes the first.
      for (let end = before, width = FIRST_WINDOW; end > 0 && found.size < limit; end -= width, width *= 4) {
        const window = { $gte: Math.max(0, end - width), $lt: end }
        // Key by key, as it has no order of several from an index.
        for (const key of keys)
          for (const batch of await batches
            .find({ keys: key, _id: trusted(window) })
            .sort({ _id: -1 })
            .limit(limit)
            .lean<AuditBatchDocument[]>())
            found.set(batch._id, batch)
      }
      const newestFirst = [...found.values()].toSorted((a, b) => b._id - a._id)
      return newestFirst.slice(0, limit).map(toBatch)
    },

    async tiles(ids: readonly string[]) {
      // By id one by one: the embedded server scans for many.
      const found = await Promise.all(ids.map((id) => tiles.findOne({ _id: id }).lean<AuditTileDocument>()))
      return found.flatMap((tile) =>
        tile ? [{ level: tile.level, index: tile.index, hashes: toBytes(tile.hashes) }] : [],
      )
    },

    async putTiles(changed: readonly Tile[]) {
      await Promise.all(
        changed.map(async ({ level, index, hashes }) => {
          const width = hashes.length / HASH_BYTES
          try {
            await tiles.updateOne(
              { _id: `${level}.${index}`, width: trusted({ $lte: width }) },
              { $set: { level, index, width, hashes: Buffer.from(hashes) } },
              { upsert: true },
            )
          } catch (error) {
            // There is one with more hashes.
            if (!isDuplicate(error)) throw error
          }
        }),
      )
    },

    async subjectKey(subject: string) {
      const found = await subjects.findOne({ _id: subject }).lean<AuditSubjectDocument>()
      return found ? found.wrapped : undefined
    },

    async addSubjectKey(subject: string, wrapped: string) {
      try {
        await subjects.create([{ _id: subject, wrapped }])
        return wrapped
      } catch (error) {
        if (!isDuplicate(error)) throw error
        const found = await subjects.findOne({ _id: subject }).lean<AuditSubjectDocument>()
        return found?.wrapped ?? null
      }
    },

    async shredSubject(subject: string) {
      await subjects.updateOne({ _id: subject }, { $set: { wrapped: null } }, { upsert: true })
    },

    async putCosigned({ witness, size, note }: Cosigned) {
      try {
        await witnesses.updateOne(
          { _id: witness, size: trusted({ $lte: size }) },
          { $set: { size, note } },
          { upsert: true },
        )
      } catch (error) {
        // It has cosigned more since.
        if (!isDuplicate(error)) throw error
      }
    },

    async cosigned() {
      const found = await witnesses.find({}).limit(100).lean<AuditWitnessDocument[]>()
      return found.map(({ _id, size, note }) => ({ witness: _id, size, note }))
    },
  })
}

/** Bytes come from the driver as a BSON Binary or a Buffer. */
const toBytes = (bytes: Uint8Array | { buffer: Uint8Array }): Uint8Array =>
  bytes instanceof Uint8Array ? bytes : bytes.buffer

const toGroup = ({ _id, entries }: AuditGroupDocument): Group => ({ id: _id, entries: toBytes(entries) })

const toBatch = ({ _id, size, entries, keys, checkpoint, groups, sealedAt }: AuditBatchDocument): Batch => ({
  first: _id,
  size,
  entries: toBytes(entries),
  keys,
  checkpoint,
  groups,
  sealedAt,
})
