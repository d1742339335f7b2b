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

/** One atomic change of an execution: guards, fields, at most one event. */
export interface ExecutionChange {
  from: readonly ExecutionStatus[]
  round?: number
  to?: ExecutionStatus
  set?: Partial<Pick<Execution, 'startedAt' | 'completedAt' | 'error' | 'metrics'>>
  stage?: { datasetId: string; stage: StageName; from: readonly StageStatus[]; set: Partial<StageState> }
  event?: EventToAppend
}

/** What must hold for a change to be applied, as a filter by `_id`. */
export function guardsOf(id: string, { from, round, stage, event }: ExecutionChange): Record<string, unknown> {
  return {
    _id: id,
    status: trusted({ $in: [...from] }),
    ...(round === undefined ? {} : { round }),
    ...(stage && { [`${stagePath(stage.datasetId, stage.stage)}.status`]: trusted({ $in: [...stage.from] }) }),
    ...(event && { 'events.key': trusted({ $ne: event.key }) }),
  }
}

/**
 * The change as a pipeline update. Every value is under `$literal`, so nothing in it is read as an expression. Events
 * that are not in the event collection yet stay in the document, however many they are.
 */
export function updateOf({ to, set = {}, stage, event }: ExecutionChange): PipelineStage[] {
  const path = stage && stagePath(stage.datasetId, stage.stage)
  const fields = {
    ...(to === undefined ? {} : { status: to }),
    ...set,
    ...Object.fromEntries(Object.entries(stage?.set ?? {}).map(([name, value]) => [`${path}.${name}`, value])),
  }
  const literal = Object.entries(fields).map(([name, value]) => [name, { $literal: value ?? null }])
  const $set = { seq: { $add: ['$seq', event ? 1 : 0] }, ...Object.fromEntries(literal) }
  return event ? [{ $set }, { $set: { events: appended(event) } }] : [{ $set }]
}

function appended({ key, event, stage, datasetId, data }: EventToAppend) {
  const entry = {
    seq: '$seq',
    key: { $literal: key },
    event: { $literal: event },
    ...(stage === undefined ? {} : { stage: { $literal: stage } }),
    ...(datasetId === undefined ? {} : { datasetId: { $literal: datasetId } }),
    timestamp: '$$NOW',
    data: { $literal: data },
  }
  const kept = { $max: [EMBEDDED_EVENTS, { $subtract: ['$seq', '$keptSeq'] }] }
  return { $slice: [{ $concatArrays: ['$events', [entry]] }, { $multiply: [-1, kept] }] }
}

/** Where a stage's state is in the document. @throws ValidationError for an id that cannot be a field's name. */
export function stagePath(datasetId: string, stage: string): string {
  if (!/^[\w-]+$/.test(datasetId) || !/^\w+$/.test(stage)) throw new ValidationError('An id cannot name a field.')
  return `stages.${datasetId}.${stage}`
}

/** A stage that has not begun. */
const PENDING: StageState = {
  status: 'pending',
  startedAt: null,
  completedAt: null,
  records: null,
  plans: [],
  output: null,
  error: null,
  metrics: {},
}

/** Begins the next round of an execution that ended, with the named stages pending. */
export function restartOf(reset: readonly { datasetId: string; stage: StageName }[]): UpdateQuery<ExecutionDocument> {
  const stages = reset.map(({ datasetId, stage }) => [stagePath(datasetId, stage), PENDING])
  return {
    $set: { status: 'queued', completedAt: null, error: null, ...Object.fromEntries(stages) },
    $inc: { round: 1 },
  }
}
