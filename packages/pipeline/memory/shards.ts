import { shardId, type PlanId, type ShardRecord, type ShardResult, type StageName } from '@techdeck/contracts'
import type { Claim, ShardStore } from '../ports.ts'

/** Shard records in memory. What is read is shared and never changed: a change puts a new record in the place of the old. */
export class MemoryShards implements ShardStore {
  readonly #records = new Map<string, ShardRecord>()

  async plan(plan: {
    plan: PlanId
    executionId: string
    datasetId: string
    stage: StageName
    count: number
  }): Promise<void> {
    const { count, ...names } = plan
    for (let index = 0; index < count; index++) {
      const id = shardId(plan.plan, index)
      if (this.#records.has(id)) continue
      this.#records.set(id, {
        id,
        ...names,
        index,
        status: 'open',
        claims: 0,
        token: null,
        result: null,
        errorCode: null,
        parkedAt: null,
      })
    }
  }

  async claim(plan: PlanId, index: number, limit = Infinity): Promise<Claim> {
    const record = this.#records.get(shardId(plan, index))
    if (!record) return { state: 'missing' }
    if (record.status !== 'open') return { state: record.status, record }
    if (record.claims >= limit) return { state: 'suspect', claims: record.claims }
    const claims = record.claims + 1
    this.#put(record, { claims })
    return { state: 'open', claims }
  }

  async handBack(plan: PlanId, index: number): Promise<void> {
    const record = this.#open(plan, index)
    if (record && record.claims > 0) this.#put(record, { claims: record.claims - 1 })
  }

  async commit(plan: PlanId, index: number, token: string, result: ShardResult): Promise<boolean> {
    const record = this.#records.get(shardId(plan, index))
    if (!record) return false
    if (record.status !== 'open') return record.token === token
    this.#put(record, { status: 'done', token, result })
    return true
  }

  async park(plan: PlanId, index: number, errorCode: string): Promise<boolean> {
    const record = this.#open(plan, index)
    if (!record) return false
    this.#put(record, { status: 'parked', errorCode, parkedAt: new Date() })
    return true
  }

  async reopen(plan: PlanId, only?: number): Promise<number> {
    const all = this.#of(plan).filter(({ status }) => status === 'parked')
    const parked = all.filter(({ index }) => only === undefined || index === only)
    for (const record of parked) this.#put(record, { status: 'open', claims: 0, errorCode: null, parkedAt: null })
    return parked.length
  }

  async open(plan: PlanId, from: number, limit: number): Promise<number[]> {
    const open = this.#of(plan).filter(({ index, status }) => status === 'open' && index >= from)
    return open.slice(0, limit).map(({ index }) => index)
  }

  async get(plan: PlanId, index: number): Promise<ShardRecord | null> {
    return this.#records.get(shardId(plan, index)) ?? null
  }

  async range(plan: PlanId, from: number, to: number): Promise<ShardRecord[]> {
    return this.#of(plan).slice(from, to)
  }

  async artifacts(plan: PlanId, from: number, to: number): Promise<(string | null)[]> {
    const artifacts: (string | null)[] = []
    for (let index = from; index < to; index++) {
      const record = this.#records.get(shardId(plan, index))
      if (!record) break
      artifacts.push(record.result?.artifact ?? null)
    }
    return artifacts
  }

  #put(record: ShardRecord, changes: Partial<ShardRecord>): void {
    this.#records.set(record.id, { ...record, ...changes })
  }

  #open(plan: PlanId, index: number): ShardRecord | undefined {
    const record = this.#records.get(shardId(plan, index))
    return record?.status === 'open' ? record : undefined
  }

  #of(plan: PlanId): ShardRecord[] {
    const records: ShardRecord[] = []
    for (let index = 0; ; index++) {
      const record = this.#records.get(shardId(plan, index))
      if (!record) return records
      records.push(record)
    }
  }
}
