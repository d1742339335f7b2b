import { trusted, type Connection } from 'mongoose'
import type { Execution, ExecutionEvent, ExecutionStatus, StageName, UntoldEnd } from '@techdeck/contracts'
import { EXECUTION_STATUSES, FINAL_STATUSES, isFinal } from '@techdeck/contracts/names'
import { ConflictError, hashOf } from '@techdeck/core'
import { atEdge, isDuplicate } from '../errors.ts'
import { newestOf, pageOf, type Page, type Scope } from '../page.ts'
import type { ProgressEventRepository } from '../progress-events/repository.ts'
import { eventsToKeep } from './keep-events.ts'
import { EMBEDDED_EVENTS, executionSchema, toEvent, toExecution, type ExecutionDocument } from './schema.ts'
import { eventsOf, guardsOf, restartOf, updateOf, type ExecutionChange } from './transition.ts'

export interface ExecutionRepository {
  /**
   * Records an execution. With an idempotency key, an owner has one execution a key: the same request again, also at
   * the same time, gets the first one (`created: false`).
   *
   * @throws ConflictError when the key came with another request (`bodyHash`) before, or the id is taken.
   */
  create(
    execution: Execution,
    idempotency?: { key: string; bodyHash: string },
  ): Promise<{ execution: Execution; created: boolean }>
  /** Without its events (`events: []`), which would be most of it. */
  get(id: string): Promise<Execution | null>
  /** Newest first by id (UUIDv7), without events. */
  list(scope: Scope, cursor: string | null, limit: number): Promise<Page<Execution>>
  /** The one that came with this key of its owner before. */
  withKey(userId: string, key: string): Promise<Execution | null>
  /** What a user began since then, with the rows of it, and how many of theirs are in no final status. */
  usedBy(userId: string, since: Date): Promise<{ runs: number; rows: number; running: number; oldest: Date | null }>
  /** Executions in no final status that read this data set or are compared with it, at most 20 of each. */
  activeFor(datasetId: string): Promise<string[]>
  /** All that read or have read this data set, without events. */
  ofDataset(datasetId: string): Promise<Execution[]>
  /** Those that ended in this time and whose text was not removed yet, the earliest first, without events. */
  unsweptEndedBetween(after: Date, until: Date, limit: number): Promise<Execution[]>
  /** The text of its first stages is gone from now on; `false` where it is at work. Repeating it changes nothing. */
  noteTextGone(id: string, at: Date): Promise<boolean>
  /** Since something needs the text after all. */
  keepText(id: string): Promise<void>
  noteTextSwept(id: string): Promise<void>
  /** Where its data sets lie now, and whose they are. Repeating it changes nothing. */
  transfer(id: string, workspaceId: string, owners: readonly string[]): Promise<void>
  /**
   * Applies a change if its guards hold; one document, one write, majority and journalled. `applied: false` when a
   * guard did not hold; a change whose event key is already there counts as not applied, so repeating one whose
   * answer was lost is safe. The events that were appended come back with their numbers, in order.
   */
  transition(id: string, change: ExecutionChange): Promise<{ applied: boolean; events: ExecutionEvent[] }>
  /** Starts round `from + 1`; `false` when the round is no longer `from` or the execution is final. */
  advanceRound(id: string, from: number): Promise<boolean>
  /**
   * A final execution that is not `completed` becomes `queued` in round `from + 1`, with the named stages pending.
   * `false` when it has moved on meanwhile, or the text is gone from which it would go on.
   */
  restart(id: string, from: number, reset: readonly { datasetId: string; stage: StageName }[]): Promise<boolean>
  /**
   * Executions in no final status, in order of their ids (oldest first), at most `limit` behind the id `after`, without
   * events.
   */
  unfinished(limit: number, after: string | null): Promise<Execution[]>
  /** Events after `afterSeq`, in order and without a hole, at most `limit`. */
  events(id: string, afterSeq: number, limit: number): Promise<ExecutionEvent[]>
  /** Executions with ends of which nobody was told yet, at most `limit`, without events. */
  untold(limit: number): Promise<{ execution: Execution; ends: UntoldEnd[] }[]>
  /** Its ends up to this event were told of. */
  told(id: string, upToSeq: number): Promise<void>
  /** Waits until no event is being copied. */
  settled(): Promise<void>
}

/** Events are copied to the event collection when this many are not there yet. */
const KEEP_EVERY = EMBEDDED_EVENTS / 2
/** Events that other writers may have appended between a write and its read. */
const RACING_EVENTS = 64
const UNFINISHED = EXECUTION_STATUSES.filter((status) => !isFinal(status))
const RESTARTABLE: ExecutionStatus[] = ['partial', 'failed', 'cancelled']
const WITHOUT_EVENTS = { events: 0 } as const

export function createExecutionRepository(connection: Connection, kept: ProgressEventRepository): ExecutionRepository {
  const executions = connection.model<ExecutionDocument>('PipelineExecution', executionSchema)
  /** Executions whose events this process is copying. */
  const keeping = new Map<string, Promise<void>>()

  async function first(idempotencyKey: string, bodyHash: string): Promise<Execution | null> {
    const document = await executions.findOne({ idempotencyKey }).select(WITHOUT_EVENTS).lean<ExecutionDocument>()
    if (document === null) return null
    if (document.bodyHash === bodyHash) return toExecution(document)
    throw new ConflictError('This Idempotency-Key came with another request before.', {
      details: { executionId: document._id },
    })
  }

  /**
   * Copies what is not in the event collection yet, and only then allows the document to drop it. A failed copy loses
   * nothing, so it is no error: the document keeps its events until a later one succeeds.
   */
  async function keepEvents(id: string): Promise<void> {
    const document = await executions.findOne({ _id: id }).lean<ExecutionDocument>()
    if (document === null) return
    await kept.keep(eventsToKeep(document))
    await executions.updateOne({ _id: id }, { $max: { keptSeq: document.seq } })
  }

  /** Not waited for: what has happened is to be told first. */
  function keepEventsSoon(id: string): void {
    if (keeping.has(id)) return
    const copying = keepEvents(id).catch(() => {})
    keeping.set(
      id,
      copying.finally(() => keeping.delete(id)),
    )
  }

  async function apply(id: string, change: ExecutionChange): Promise<boolean> {
    const guards = guardsOf(id, change)
    const update = async (filter: Record<string, unknown>) =>
      (await executions.updateOne(filter, updateOf(change), { updatePipeline: true })).matchedCount === 1
    const events = eventsOf(change)
    if (events.length === 0) return update(guards)
    // The document's own events are a complete guard until it begins to drop some.
    if (await update({ ...guards, seq: trusted({ $lt: EMBEDDED_EVENTS }) })) return true
    // Then the event collection has those that it dropped.
    for (const { key } of events) if (await kept.hasKey(id, key)) return false
    return update({ ...guards, seq: trusted({ $gte: EMBEDDED_EVENTS }) })
  }

  return atEdge({
    async create(execution: Execution, idempotency?: { key: string; bodyHash: string }) {
      const { id, ...fields } = execution
      const asked = idempotency && {
        idempotencyKey: hashOf([execution.userId, idempotency.key]),
        bodyHash: idempotency.bodyHash,
      }
      try {
        await executions.create([{ ...fields, _id: id, keptSeq: 0, ...asked }])
        return { execution, created: true }
      } catch (error) {
        const earlier = isDuplicate(error) && asked ? await first(asked.idempotencyKey, asked.bodyHash) : null
        if (earlier === null) throw error
        return { execution: earlier, created: false }
      }
    },

    async get(id: string) {
      const document = await executions.findOne({ _id: id }).select(WITHOUT_EVENTS).lean<ExecutionDocument>()
      return document && toExecution(document)
    },

    async list(
      { workspaceId, userId, workspaceIds = [], datasetIds = [] }: Scope,
      cursor: string | null,
      limit: number,
    ) {
      const newest = (filter: object) =>
        executions
          .find(filter)
          .sort({ _id: -1 })
          .limit(limit + 1)
          .select(WITHOUT_EVENTS)
          .lean<ExecutionDocument[]>()
          .exec()
      const before = cursor === null ? {} : { _id: trusted({ $lt: cursor }) }
      // Those that one began, those of one's data sets, those of other workspaces and of the data sets that are named.
      const found =
        userId === undefined
          ? [newest({ workspaceId, ...before })]
          : [newest({ workspaceId, userId, ...before }), newest({ workspaceId, owners: userId, ...before })]
      for (const other of workspaceIds) found.push(newest({ workspaceId: other, ...before }))
      if (datasetIds.length > 0) found.push(newest({ _id: trusted({ $in: await idsOf(datasetIds) }) }))
      return pageOf((await newestOf(found, limit)).map(toExecution), limit)

      /** The embedded server scans for data sets and a range of ids together. */
      async function idsOf(ids: readonly string[]): Promise<string[]> {
        const read = { datasetIds: trusted({ $in: [...ids] }) }
        const documents = await executions.find(read).select({ _id: 1 }).lean<{ _id: string }[]>()
        const all = documents.map(({ _id }) => _id).filter((id) => cursor === null || id < cursor)
        return all
          .toSorted()
          .toReversed()
          .slice(0, limit + 1)
      }
    },

    async withKey(userId: string, key: string) {
      const document = await executions
        .findOne({ idempotencyKey: hashOf([userId, key]) })
        .select(WITHOUT_EVENTS)
        .lean<ExecutionDocument>()
      return document && toExecution(document)
    },

    async usedBy(userId: string, since: Date) {
      type Counted = Pick<ExecutionDocument, '_id' | 'datasets' | 'createdAt'>
      const [begun, running] = await Promise.all([
        executions
          .find({ userId, _id: trusted({ $gte: firstIdOf(since) }) })
          .sort({ _id: -1 })
          .select({ datasets: 1, createdAt: 1 })
          .lean<Counted[]>(),
        Promise.all(
          // By their status alone, since the embedded server scans for a status and a user together.
          UNFINISHED.map((status) =>
            executions
              .find({ status })
              .sort({ _id: 1 })
              .select({ userId: 1 })
              .lean<Pick<ExecutionDocument, 'userId'>[]>(),
          ),
        ),
      ])
      const rows = begun.flatMap(({ datasets }) => datasets.map((dataset) => dataset.rows ?? dataset.weight))
      return {
        runs: begun.length,
        rows: rows.reduce((sum, count) => sum + count, 0),
        running: running.flat().filter((execution) => execution.userId === userId).length,
        oldest: begun.at(-1)?.createdAt ?? null,
      }
    },

    async activeFor(datasetId: string) {
      const status = trusted({ $in: UNFINISHED })
      const filters = [
        { datasetIds: datasetId, status },
        { 'compared.datasetId': datasetId, status },
      ]
      const active = await Promise.all(
        filters.map((filter) => executions.find(filter).select({ _id: 1 }).limit(20).lean<{ _id: string }[]>()),
      )
      return [...new Set(active.flat().map(({ _id }) => _id))]
    },

    async ofDataset(datasetId: string) {
      const documents = await executions
        .find({ datasetIds: datasetId })
        .select(WITHOUT_EVENTS)
        .lean<ExecutionDocument[]>()
      return documents.map(toExecution)
    },

    async unsweptEndedBetween(after: Date, until: Date, limit: number) {
      const documents = await executions
        .find({ textSwept: null, completedAt: trusted({ $gt: after, $lte: until }) })
        .sort({ completedAt: 1 })
        .limit(limit)
        .select(WITHOUT_EVENTS)
        .lean<ExecutionDocument[]>()
      return documents.map(toExecution)
    },

    async noteTextGone(id: string, at: Date) {
      const status = trusted({ $in: EXECUTION_STATUSES.filter(isFinal) })
      const found = await executions.findOne({ _id: id }).select({ textGoneAt: 1 }).lean<ExecutionDocument>()
      if (found?.textGoneAt) return true
      return (await executions.updateOne({ _id: id, status }, { $set: { textGoneAt: at } })).matchedCount === 1
    },

    async keepText(id: string) {
      await executions.updateOne({ _id: id }, { $unset: { textGoneAt: 1 } })
    },

    async noteTextSwept(id: string) {
      await executions.updateOne({ _id: id }, { $set: { textSwept: true } })
    },

    async transfer(id: string, workspaceId: string, owners: readonly string[]) {
      await executions.updateOne({ _id: id }, { $set: { workspaceId, owners: [...owners] } })
    },

    async transition(id: string, change: ExecutionChange) {
      if (!(await apply(id, change))) return { applied: false, events: [] }
      const keys = eventsOf(change).map(({ key }) => key)
      if (keys.length === 0) return { applied: true, events: [] }
      // Others may have appended meanwhile, so a few more than ours are read.
      const after = await executions
        .findOne({ _id: id })
        .select({ seq: 1, keptSeq: 1, events: { $slice: -(keys.length + RACING_EVENTS) } })
        .lean<Pick<ExecutionDocument, 'seq' | 'keptSeq' | 'events'>>()
      const unkept = (after?.seq ?? 0) - (after?.keptSeq ?? 0)
      if (unkept >= KEEP_EVERY || (change.to !== undefined && isFinal(change.to))) keepEventsSoon(id)
      return { applied: true, events: (after?.events ?? []).filter(({ key }) => keys.includes(key)).map(toEvent) }
    },

    async advanceRound(id: string, from: number) {
      const filter = { _id: id, round: from, status: trusted({ $in: UNFINISHED }) }
      return (await executions.updateOne(filter, { $inc: { round: 1 } })).matchedCount === 1
    },

    async restart(id: string, from: number, reset: readonly { datasetId: string; stage: StageName }[]) {
      const textGoneAt = trusted({ $exists: false })
      const filter = { _id: id, round: from, status: trusted({ $in: RESTARTABLE }), textGoneAt }
      return (await executions.updateOne(filter, restartOf(reset))).matchedCount === 1
    },

    async unfinished(limit: number, after: string | null) {
      // Status by status, since the embedded server scans for several of them behind an id.
      const found = await Promise.all(
        UNFINISHED.map((status) =>
          executions
            .find({ status, ...(after === null ? {} : { _id: trusted({ $gt: after }) }) })
            .sort({ _id: 1 })
            .limit(limit)
            .select(WITHOUT_EVENTS)
            .lean<ExecutionDocument[]>(),
        ),
      )
      // One that moves meanwhile may be found twice.
      const documents = [...new Map(found.flat().map((document) => [document._id, document])).values()]
      return documents
        .toSorted((a, b) => (a._id < b._id ? -1 : 1))
        .slice(0, limit)
        .map(toExecution)
    },

    async events(id: string, afterSeq: number, limit: number) {
      const document = await executions
        .findOne({ _id: id })
        .select({ seq: 1, events: 1 })
        .lean<Pick<ExecutionDocument, 'seq' | 'events'>>()
      if (document === null) return []
      const upTo = Math.min(afterSeq + limit, document.seq)
      const embeddedFrom = document.events[0]?.seq ?? document.seq + 1
      const older = await kept.between(id, afterSeq, Math.min(upTo, embeddedFrom - 1))
      const newer = document.events.filter(({ seq }) => seq > afterSeq && seq <= upTo)
      return [...older, ...newer.map(toEvent)]
    },

    async untold(limit: number) {
      const filter: object = { 'untoldEnds.status': trusted({ $in: [...FINAL_STATUSES] }) }
      const documents = await executions.find(filter).limit(limit).select(WITHOUT_EVENTS).lean<ExecutionDocument[]>()
      return documents.map((document) => ({ execution: toExecution(document), ends: document.untoldEnds ?? [] }))
    },

    async told(id: string, upToSeq: number) {
      await executions.updateOne({ _id: id }, { $pull: { untoldEnds: { seq: trusted({ $lte: upToSeq }) } } })
    },

    async settled() {
      await Promise.all(keeping.values())
    },
  })
}

/** A UUIDv7 begins with its time: all that are made from then on come behind this. */
function firstIdOf(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
