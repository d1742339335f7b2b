import {
  USABLE_STAGE_STATUSES,
  cursorOf,
  parseCursor,
  type BiasDetectionResult,
  type Dataset,
  type ExecutionEvent,
  type StageExecution,
  type StageName,
  type Tracker,
  type ValidationResult,
  type WrappedDataKey,
} from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { pageAfter } from './page.ts'
import type { DatasetStore, EventBus, KeyStore, LeaseStore, ProgressBoard, ResultStore } from '../ports.ts'

export class MemoryResults implements ResultStore {
  readonly #results = new Map<string, StageExecution>()
  readonly #validations = new Map<string, ValidationResult>()
  readonly #biases = new Map<string, BiasDetectionResult>()

  async save(result: StageExecution, validation?: ValidationResult, bias?: BiasDetectionResult): Promise<void> {
    if (validation) this.#validations.set(validation.id, validation)
    if (bias) this.#biases.set(bias.id, bias)
    this.#results.set(result.id, result)
  }

  async saveAll(results: readonly StageExecution[]): Promise<void> {
    for (const result of results) this.#results.set(result.id, result)
  }

  async ofExecution(executionId: string): Promise<StageExecution[]> {
    return [...this.#results.values()].filter(({ pipelineId }) => pipelineId === executionId)
  }

  async get(executionId: string, datasetId: string, stage: StageName): Promise<StageExecution | null> {
    return this.#results.get([executionId, datasetId, stage].join('.')) ?? null
  }

  async newest(datasetId: string, stage: StageName, limit: number): Promise<StageExecution[]> {
    const usable = [...this.#results.values()].filter(
      (result) =>
        result.datasetId === datasetId && result.stageName === stage && USABLE_STAGE_STATUSES.includes(result.status),
    )
    return usable.toSorted((a, b) => Number(b.completedAt) - Number(a.completedAt)).slice(0, limit)
  }

  async reusable(workspaceId: string, reuseKey: string): Promise<StageExecution | null> {
    const equal = [...this.#results.values()].filter(
      (result) => result.workspaceId === workspaceId && result.reuseKey === reuseKey && result.status === 'completed',
    )
    return equal.toSorted((a, b) => Number(b.completedAt) - Number(a.completedAt))[0] ?? null
  }

  async validation(stageId: string): Promise<ValidationResult | null> {
    return [...this.#validations.values()].find((validation) => validation.stageId === stageId) ?? null
  }

  async bias(stageId: string): Promise<BiasDetectionResult | null> {
    return [...this.#biases.values()].find((bias) => bias.stageId === stageId) ?? null
  }
}

export class MemoryDatasets implements DatasetStore {
  readonly #datasets = new Map<string, Dataset>()
  readonly #earlier = new Map<string, Dataset>()

  /** @throws {@link ConflictError} when the id is taken */
  async create(dataset: Dataset): Promise<void> {
    refuseTaken(this.#datasets, dataset.id)
    this.#datasets.set(dataset.id, structuredClone(dataset))
  }

  async get(id: string): Promise<Dataset | null> {
    return this.#datasets.get(id) ?? null
  }

  async atVersion(id: string, version: number): Promise<Dataset | null> {
    const dataset = this.#datasets.get(id)
    return dataset?.version === version ? dataset : (this.#earlier.get(`${id}.${version}`) ?? null)
  }

  /** ready or invalid → inspecting as version `from + 1`; `false` when it is no longer at `from`. */
  async addVersion(
    id: string,
    from: number,
    { files, sizeBytes, sha256 }: Pick<Dataset, 'files' | 'sizeBytes' | 'sha256'>,
  ): Promise<boolean> {
    const dataset = this.#datasets.get(id)
    if (!dataset || dataset.version !== from || !['ready', 'invalid'].includes(dataset.status)) return false
    const uploaded = { files, sizeBytes, sha256, updatedAt: new Date() }
    this.#earlier.set(`${id}.${from}`, dataset)
    this.#datasets.set(id, { ...dataset, ...uploaded, status: 'inspecting', version: from + 1 })
    return true
  }

  async finishInspection(id: string, version: number, result: Partial<Dataset>): Promise<boolean> {
    const dataset = this.#datasets.get(id)
    if (!dataset || dataset.version !== version || dataset.status !== 'inspecting') return false
    this.#datasets.set(id, { ...dataset, ...result, updatedAt: new Date() })
    return true
  }

  async inspecting(limit: number, after: string | null): Promise<Dataset[]> {
    return pageAfter(
      [...this.#datasets.values()].filter(({ status }) => status === 'inspecting'),
      limit,
      after,
    )
  }
}

export class MemoryKeys implements KeyStore {
  readonly #keys = new Map<string, WrappedDataKey>()

  /** @throws {@link ConflictError} when the id is taken: a data key is never replaced by another */
  async create(key: WrappedDataKey): Promise<void> {
    refuseTaken(this.#keys, key.id)
    this.#keys.set(key.id, { ...key, wrapped: Uint8Array.from(key.wrapped) })
  }

  async get(id: string): Promise<WrappedDataKey | null> {
    return this.#keys.get(id) ?? null
  }
}

function refuseTaken(records: ReadonlyMap<string, unknown>, id: string): void {
  if (records.has(id)) throw new ConflictError('A record with the same id exists already.', { details: { id } })
}

export class MemoryLeases implements LeaseStore {
  readonly #leases = new Map<string, { owner: string; until: number }>()

  async acquire(name: string, owner: string, ttlMs: number): Promise<boolean> {
    const held = this.#leases.get(name)
    if (held && held.owner !== owner && held.until > Date.now()) return false
    this.#leases.set(name, { owner, until: Date.now() + ttlMs })
    return true
  }

  async release(name: string, owner: string): Promise<void> {
    if (this.#leases.get(name)?.owner === owner) this.#leases.delete(name)
  }
}

/** Tells listeners in this process. */
export class MemoryEvents implements EventBus {
  /** `cursor` is the event's place among all of its execution. */
  readonly onEvent = new Set<(executionId: string, event: ExecutionEvent, cursor: string) => void>()
  readonly onDataset = new Set<(datasetId: string) => void>()
  readonly onCancel = new Set<(executionId: string) => void>()

  async publishEvent(executionId: string, event: ExecutionEvent, epoch: number): Promise<void> {
    for (const listener of this.onEvent) listener(executionId, event, cursorOf(epoch, event.seq))
  }

  async publishDataset(datasetId: string): Promise<void> {
    for (const listener of this.onDataset) listener(datasetId)
  }

  async publishCancel(executionId: string): Promise<void> {
    for (const listener of this.onCancel) listener(executionId)
  }
}

export class MemoryProgress implements ProgressBoard {
  readonly #counts = new Map<string, { begun: boolean; shards: Map<number, { in: number; quarantined: number }> }>()
  readonly #shown = new Map<string, Tracker>()
  readonly onTracker = new Set<(tracker: Tracker) => void>()

  async shardDone(plan: string, index: number, records: { in: number; quarantined: number }): Promise<void> {
    this.#of(plan).shards.set(index, records)
  }

  async counted(plan: string): Promise<{ shards: number; in: number; quarantined: number } | null> {
    const counts = this.#counts.get(plan)
    if (!counts?.begun) return null
    const sum = { shards: counts.shards.size, in: 0, quarantined: 0 }
    for (const shard of counts.shards.values()) {
      sum.in += shard.in
      sum.quarantined += shard.quarantined
    }
    return sum
  }

  async reset(plan: string, done: { index: number; in: number; quarantined: number }[]): Promise<void> {
    const counts = this.#of(plan)
    counts.begun = true
    for (const { index, ...records } of done) counts.shards.set(index, records)
  }

  #of(plan: string) {
    let counts = this.#counts.get(plan)
    if (!counts) this.#counts.set(plan, (counts = { begun: false, shards: new Map() }))
    return counts
  }

  async publish(tracker: Tracker): Promise<void> {
    const shown = this.#shown.get(tracker.execution_id)
    if (shown && isOlder(tracker, shown)) return
    const next = { ...tracker, progress: Math.max(tracker.progress, shown?.progress ?? 0) }
    this.#shown.set(tracker.execution_id, next)
    for (const listener of this.onTracker) listener(next)
  }

  async get(executionId: string): Promise<Tracker | null> {
    return this.#shown.get(executionId) ?? null
  }
}

/** By the records that it was read from, and by the clock where those are the same. */
function isOlder(tracker: Tracker, shown: Tracker): boolean {
  const [was, is] = [parseCursor(shown.cursor)!, parseCursor(tracker.cursor)!]
  if (was.epoch !== is.epoch) return was.epoch > is.epoch
  return was.seq === is.seq ? shown.last_updated > tracker.last_updated : was.seq > is.seq
}
