import { trusted, type Connection } from 'mongoose'
import type { PlanId, ShardRecord, ShardResult, StageName } from '@techdeck/contracts'
import { shardId } from '@techdeck/contracts/names'
import { atEdge } from '../errors.ts'
import { insertMissing } from '../insert-missing.ts'
import { shardSchema, toShard, type ShardDocument } from './schema.ts'

export interface ShardPlan {
  plan: PlanId
  executionId: string
  datasetId: string
  stage: StageName
  count: number
}

export type ShardClaim =
  | { state: 'open'; claims: number }
  /** Open with as many claims as the caller's limit; this one was not counted. */
  | { state: 'suspect'; claims: number }
  | { state: 'done'; record: ShardRecord }
  | { state: 'parked'; record: ShardRecord }
  | { state: 'missing' }

/** Every change is one `updateOne` by `_id` and the status that it leaves, so any number of workers may race. */
export interface ShardRepository {
  /** Forgets the records of a plan. */
  removePlan(plan: PlanId): Promise<void>
  /** Creates the records 0 … count − 1 of a plan as open; existing ones stay as they are. */
  plan(plan: ShardPlan): Promise<void>
  /** Counts a claim on an open shard that has fewer than `limit`. */
  claim(plan: PlanId, index: number, limit?: number): Promise<ShardClaim>
  /** Takes a claim back: the work was handed back unharmed. Never below zero. */
  handBack(plan: PlanId, index: number): Promise<void>
  /**
   * Open → done, naming `token`; the first commit wins. `true` whenever the record names `token` in the end, also when
   * the answer to the write was lost; `false` when another token's commit or a park came first.
   *
   * @throws ResourceError when that cannot be known: the commit may yet arrive, so the artifact must stay.
   */
  commit(plan: PlanId, index: number, token: string, result: ShardResult): Promise<boolean>
  /** Open → parked. */
  park(plan: PlanId, index: number, errorCode: string): Promise<boolean>
  /** Parked → open with no claims, for a retry; all of a plan, or one. Returns how many. */
  reopen(plan: PlanId, index?: number): Promise<number>
  /** Parked ones, the newest first, at most `limit`. */
  parked(limit: number): Promise<ShardRecord[]>
  /** Indices of open shards from `from` on, ascending, at most `limit`. */
  open(plan: PlanId, from: number, limit: number): Promise<number[]>
  get(plan: PlanId, index: number): Promise<ShardRecord | null>
  /** Records `from` … `to − 1` in order of index. */
  range(plan: PlanId, from: number, to: number): Promise<ShardRecord[]>
  /** Artifacts of the shards `from` … `to − 1` that there are, in order; `null` for one that is not done. */
  artifacts(plan: PlanId, from: number, to: number): Promise<(string | null)[]>
}

const IDS_PER_QUERY = 500
const ARTIFACT = { index: 1, 'result.artifact': 1 } as const
const NEW_SHARD = { status: 'open', claims: 0, token: null, result: null, errorCode: null } as const

export function createShardRepository(connection: Connection): ShardRepository {
  const shards = connection.model<ShardDocument>('Shard', shardSchema)

  async function get(plan: PlanId, index: number): Promise<ShardRecord | null> {
    const document = await shards.findOne({ _id: shardId(plan, index) }).lean<ShardDocument>()
    return document && toShard(document)
  }

  async function leaveOpen(plan: PlanId, index: number, fields: Partial<ShardDocument>): Promise<boolean> {
    const { matchedCount } = await shards.updateOne({ _id: shardId(plan, index), status: 'open' }, { $set: fields })
    return matchedCount === 1
  }

  /** Open shards in a window of indices; `to` null means to the end. */
  async function openBetween(plan: PlanId, from: number, to: number | null, limit: number): Promise<number[]> {
    const documents = await shards
      .find({ plan, status: 'open', index: trusted({ $gte: from, ...(to === null ? {} : { $lt: to }) }) })
      .sort({ index: 1 })
      .limit(limit)
      .select({ _id: 0, index: 1 })
      .lean<Pick<ShardDocument, 'index'>[]>()
    return documents.map(({ index }) => index)
  }

  async function between(plan: PlanId, from: number, to: number, fields: Record<string, 1> = {}) {
    const found: ShardDocument[] = []
    for (let start = from; start < to; start += IDS_PER_QUERY) {
      const length = Math.min(IDS_PER_QUERY, to - start)
      const ids = Array.from({ length }, (_, offset) => shardId(plan, start + offset))
      const some = shards.find({ _id: trusted({ $in: ids }) }).select(fields)
      found.push(...(await some.lean<ShardDocument[]>()))
    }
    return found.toSorted((a, b) => a.index - b.index)
  }

  async function addClaim(filter: Record<string, unknown>): Promise<boolean> {
    const { matchedCount } = await shards.updateOne(filter, { $inc: { claims: 1 } })
    return matchedCount === 1
  }

  async function claim(plan: PlanId, index: number, limit?: number): Promise<ShardClaim> {
    // Most shards are claimed once, and then the answer says all.
    if (await addClaim({ _id: shardId(plan, index), status: 'open', claims: 0 })) return { state: 'open', claims: 1 }
    const fewer = limit === undefined ? {} : { claims: trusted({ $lt: limit }) }
    const filter = { _id: shardId(plan, index), status: 'open' as const, ...fewer }
    const counted = await addClaim(filter)
    const record = await get(plan, index)
    if (record === null) return { state: 'missing' }
    // Whether or not the claim was counted: done or parked by another is what is true now.
    if (record.status !== 'open') return { state: record.status, record }
    if (counted) return { state: 'open', claims: record.claims }
    if (limit !== undefined && record.claims >= limit) return { state: 'suspect', claims: record.claims }
    // It could be claimed now, and could not when it was tried: it was reopened or handed back in between.
    return claim(plan, index, limit)
  }

  return atEdge({
    plan: ({ plan, executionId, datasetId, stage, count }: ShardPlan) =>
      insertMissing(
        shards,
        Array.from({ length: count }, (_, index) => ({
          _id: shardId(plan, index),
          plan,
          executionId,
          datasetId,
          stage,
          index,
          ...NEW_SHARD,
        })),
      ),

    claim,

    async handBack(plan: PlanId, index: number) {
      await shards.updateOne(
        { _id: shardId(plan, index), status: 'open', claims: trusted({ $gt: 0 }) },
        { $inc: { claims: -1 } },
      )
    },

    async commit(plan: PlanId, index: number, token: string, result: ShardResult) {
      const isOurs = async () => {
        const record = await get(plan, index)
        return { ours: record?.status === 'done' && record.token === token, open: record?.status === 'open' }
      }
      try {
        if (await leaveOpen(plan, index, { status: 'done', token, result, errorCode: null })) return true
      } catch (error) {
        const { ours, open } = await isOurs()
        if (open) throw error
        return ours
      }
      return (await isOurs()).ours
    },

    park: (plan: PlanId, index: number, errorCode: string) =>
      leaveOpen(plan, index, { status: 'parked', errorCode, parkedAt: new Date() }),

    async reopen(plan: PlanId, index?: number) {
      const which = index === undefined ? { plan } : { _id: shardId(plan, index) }
      const { modifiedCount } = await shards.updateMany(
        { ...which, status: 'parked' },
        { $set: { status: 'open', claims: 0, errorCode: null }, $unset: { parkedAt: 1 } },
      )
      return modifiedCount
    },

    async parked(limit: number) {
      const documents = await shards
        .find({ parkedAt: trusted({ $gt: new Date(0) }) })
        .sort({ parkedAt: -1 })
        .limit(limit)
        .lean<ShardDocument[]>()
      return documents.map(toShard)
    },

    /** First looks near `from`, where a running plan's open shards are: the embedded server reads a whole range. */
    async open(plan: PlanId, from: number, limit: number) {
      const near = await openBetween(plan, from, from + 4 * limit, limit)
      if (near.length === limit) return near
      return [...near, ...(await openBetween(plan, from + 4 * limit, null, limit - near.length))]
    },

    get,

    async removePlan(plan: PlanId) {
      await shards.deleteMany({ plan })
    },

    async range(plan: PlanId, from: number, to: number) {
      return (await between(plan, from, to)).map(toShard)
    },

    async artifacts(plan: PlanId, from: number, to: number) {
      return (await between(plan, from, to, ARTIFACT)).map(({ result }) => result?.artifact ?? null)
    },
  })
}
