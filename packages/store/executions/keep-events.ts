import { USABLE_STAGE_STATUSES } from '@techdeck/contracts/names'
import type { ProgressEventDocument } from '../progress-events/schema.ts'
import type { ExecutionDocument } from './schema.ts'

type Kept = Pick<
  ExecutionDocument,
  '_id' | 'workspaceId' | 'datasets' | 'stagesPlanned' | 'stages' | 'events' | 'keptSeq'
>

/**
 * The events of an execution's document that are not in the event collection yet, as its records.
 *
 * Each says how far the execution was: the share of the planned stages, weighted by data set, that had completed by
 * then. Stages that completed before the first of these events are those that are complete now and not among them.
 */
export function eventsToKeep(execution: Kept): ProgressEventDocument[] {
  const events = execution.events.filter(({ seq }) => seq > execution.keptSeq)
  const completedHere = new Set(events.filter(isStageEnd).map(({ datasetId, stage }) => `${datasetId}.${stage}`))
  const completed = new Set(completeStages(execution).filter((stage) => !completedHere.has(stage)))
  return events.map((event) => {
    if (isStageEnd(event)) completed.add(`${event.datasetId}.${event.stage}`)
    return {
      _id: `${execution._id}.${event.seq}`,
      executionId: execution._id,
      workspaceId: execution.workspaceId,
      seq: event.seq,
      key: event.key,
      eventType: event.event,
      stageName: event.stage ?? null,
      datasetId: event.datasetId ?? null,
      progressPercentage: event.event === 'pipeline.completed' ? 100 : percentage(execution, completed),
      data: event.data,
      timestamp: event.timestamp,
    }
  })
}

const isStageEnd = ({ event, stage }: ExecutionDocument['events'][number]) => event === `${stage}.completed`

function completeStages({ stages }: Kept): string[] {
  return Object.entries(stages).flatMap(([datasetId, chain]) =>
    Object.entries(chain)
      .filter(([, { status }]) => USABLE_STAGE_STATUSES.includes(status) || status === 'skipped')
      .map(([stage]) => `${datasetId}.${stage}`),
  )
}

function percentage({ datasets, stagesPlanned }: Kept, completed: ReadonlySet<string>): number {
  const whole = datasets.reduce((sum, { weight }) => sum + weight, 0) * stagesPlanned.length
  const done = datasets.reduce((sum, { datasetId, weight }) => {
    const stages = stagesPlanned.filter((stage) => completed.has(`${datasetId}.${stage}`))
    return sum + weight * stages.length
  }, 0)
  return whole === 0 ? 0 : Math.floor((done / whole) * 100)
}
