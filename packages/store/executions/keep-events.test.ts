import { describe, expect, it } from '@jest/globals'
import type { EventName, ExecutionEvent, StageName } from '@techdeck/contracts'
import { newExecution } from '../testing/fixtures.ts'
import { eventsToKeep } from './keep-events.ts'
import type { ExecutionDocument } from './schema.ts'

const event = (seq: number, name: EventName, stage?: StageName, datasetId?: string): ExecutionEvent => ({
  seq,
  key: `k${seq}`,
  event: name,
  ...(stage && { stage }),
  ...(datasetId && { datasetId }),
  timestamp: new Date(seq),
  data: {},
})

function documentOf(keptSeq: number, events: ExecutionEvent[], ended: [string, StageName][] = []): ExecutionDocument {
  const { id, ...execution } = newExecution({ datasetIds: ['d1', 'd2'] })
  execution.datasets[1].weight = 30
  for (const [datasetId, stage] of ended) execution.stages[datasetId][stage].status = 'completed'
  return { ...execution, _id: id, keptSeq, events }
}

describe('events to keep', () => {
  it('are those that were not kept before', () => {
    const document = documentOf(1, [event(1, 'pipeline.started'), event(2, 'checkpoint.save', 'export', 'd1')])
    expect(eventsToKeep(document)).toEqual([
      expect.objectContaining({ _id: `${document._id}.2`, seq: 2, eventType: 'checkpoint.save', stageName: 'export' }),
    ])
  })

  it('say how far the execution was, weighted by data set, and never fall', () => {
    const document = documentOf(
      0,
      [
        event(1, 'pipeline.started'),
        event(2, 'ingestion.completed', 'ingestion', 'd1'),
        event(3, 'ingestion.completed', 'ingestion', 'd2'),
        event(4, 'pipeline.completed'),
      ],
      [
        ['d1', 'ingestion'],
        ['d2', 'ingestion'],
      ],
    )
    const percentages = eventsToKeep(document).map(({ progressPercentage }) => progressPercentage)
    expect(percentages).toEqual([0, 4, 16, 100])
  })

  it('count the stages that had completed before the first of them', () => {
    const document = documentOf(
      9,
      [event(10, 'standardization.started', 'standardization', 'd2')],
      [['d2', 'ingestion']],
    )
    expect(eventsToKeep(document)[0].progressPercentage).toBe(12)
  })
})
