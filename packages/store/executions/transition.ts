import { trusted, type PipelineStage, type UpdateQuery } from 'mongoose'
import type {
  EventName,
  Execution,
  ExecutionStatus,
  JsonObject,
  StageName,
  StageState,
  StageStatus,
} from '@techdeck/contracts'
import { isFinal, pendingStage } from '@techdeck/contracts/names'
import { ValidationError } from '@techdeck/core'
import { EMBEDDED_EVENTS, type ExecutionDocument } from './schema.ts'

/** An event to be appended together with a change of status. `key` is deterministic: an execution has each key once. */
export interface EventToAppend {
  key: string
  event: EventName
  stage?: StageName
  datasetId?: string
  data: JsonObject
}

export interface StageChange {
  datasetId: string
  stage: StageName
  from: readonly StageStatus[]
  set: Partial<StageState>
}

/** One atomic change of an execution: guards, fields, and an event for each thing that changed. */
export interface ExecutionChange {
  from: readonly ExecutionStatus[]
  round?: number
  to?: ExecutionStatus
  set?: Partial<Pick<Execution, 'startedAt' | 'completedAt' | 'error' | 'metrics'>>
  stage?: StageChange
  event?: EventToAppend
  /** Further stages that change in the same write, each with its event; all or none. */
  followedBy?: readonly { stage: StageChange; event: EventToAppend }[]
}

/** The events that a change appends, in order. */
export const eventsOf = ({ event, followedBy = [] }: ExecutionChange): EventToAppend[] => [
  ...(event ? [event] : []),
  ...followedBy.map((each) => each.event),
]

const stagesOf = ({ stage, followedBy = [] }: ExecutionChange): StageChange[] => [
  ...(stage ? [stage] : []),
  ...followedBy.map((each) => each.stage),
]

/** What must hold for a change to be applied, as a filter by `_id`. */
export function guardsOf(id: string, change: ExecutionChange): Record<string, unknown> {
  const { from, round } = change
  const keys = eventsOf(change).map(({ key }) => key)
  const stages = stagesOf(change).map(({ datasetId, stage, from: states }) => [
    `${stagePath(datasetId, stage)}.status`,
    trusted({ $in: [...states] }),
  ])
  return {
    _id: id,
    status: trusted({ $in: [...from] }),
    ...(round === undefined ? {} : { round }),
    ...Object.fromEntries(stages),
    ...(keys.length > 0 && { 'events.key': trusted({ $nin: keys }) }),
  }
}

/**
 * The change as a pipeline update. Every value is under `$literal`, so nothing in it is read as an expression. Events
 * that are not in the event collection yet stay in the document, however many they are.
 */
export function updateOf(change: ExecutionChange): PipelineStage[] {
  const { to, set = {} } = change
  const events = eventsOf(change)
  const fields = {
    ...(to === undefined ? {} : { status: to }),
    ...set,
    ...Object.fromEntries(
      stagesOf(change).flatMap(({ datasetId, stage, set: state }) =>
        Object.entries(state).map(([name, value]) => [`${stagePath(datasetId, stage)}.${name}`, value]),
      ),
    ),
  }
  const literal = Object.entries(fields).map(([name, value]) => [name, { $literal: value ?? null }])
  const $set = { seq: { $add: ['$seq', events.length] }, ...Object.fromEntries(literal) }
  const behind = {
    ...(events.length > 0 && { events: appended(events) }),
    ...(to !== undefined && isFinal(to) && { untoldEnds: untold(to) }),
  }
  return Object.keys(behind).length > 0 ? [{ $set }, { $set: behind }] : [{ $set }]
}

/** Written with the end, so that none can be forgotten: whoever tells of it takes it out again. */
const untold = (status: ExecutionStatus) => ({
  $concatArrays: [{ $ifNull: ['$untoldEnds', []] }, [{ status: { $literal: status }, seq: '$seq', at: '$$NOW' }]],
})

function appended(events: readonly EventToAppend[]) {
  const entries = events.map(({ key, event, stage, datasetId, data }, at) => ({
    // `seq` counts all of them by now.
    seq: { $subtract: ['$seq', events.length - 1 - at] },
    key: { $literal: key },
    event: { $literal: event },
    ...(stage === undefined ? {} : { stage: { $literal: stage } }),
    ...(datasetId === undefined ? {} : { datasetId: { $literal: datasetId } }),
    timestamp: '$$NOW',
    data: { $literal: data },
  }))
  const kept = { $max: [EMBEDDED_EVENTS, { $subtract: ['$seq', '$keptSeq'] }] }
  return { $slice: [{ $concatArrays: ['$events', entries] }, { $multiply: [-1, kept] }] }
}

/** Where a stage's state is in the document. @throws ValidationError for an id that cannot be a field's name. */
function stagePath(datasetId: string, stage: string): string {
  if (!/^[\w-]+$/.test(datasetId) || !/^\w+$/.test(stage)) throw new ValidationError('An id cannot name a field.')
  return `stages.${datasetId}.${stage}`
}

/** Begins the next round of an execution that ended, with the named stages pending. */
export function restartOf(reset: readonly { datasetId: string; stage: StageName }[]): UpdateQuery<ExecutionDocument> {
  const stages = reset.map(({ datasetId, stage }) => [stagePath(datasetId, stage), pendingStage()])
  return {
    $set: { status: 'queued', completedAt: null, error: null, ...Object.fromEntries(stages) },
    $inc: { round: 1 },
  }
}
