import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { useTestStore } from '../testing/test-store.ts'
import type { ProgressEventDocument } from './schema.ts'

const documents = (executionId: string, count: number): ProgressEventDocument[] =>
  Array.from({ length: count }, (_, at) => ({
    _id: `${executionId}.${at + 1}`,
    executionId,
    workspaceId: 'w1',
    seq: at + 1,
    key: `key ${at + 1}`,
    eventType: 'ingestion.completed',
    stageName: at % 2 ? 'ingestion' : null,
    datasetId: null,
    progressPercentage: at,
    data: { count: at },
    timestamp: new Date(at),
  }))

describe('progress events', () => {
  const store = useTestStore('progress_events')

  it('are kept once, however often they are copied', async () => {
    const { events, connection } = store()
    const id = newId()
    await Promise.all([events.keep(documents(id, 20)), events.keep(documents(id, 30)), events.keep(documents(id, 30))])
    expect(await connection.model('ProgressEvent').countDocuments({ executionId: id })).toBe(30)
    await events.keep([])
  })

  it('are read by number, in order, and only of one execution', async () => {
    const { events } = store()
    const [id, other] = [newId(), newId()]
    await events.keep([...documents(id, 12), ...documents(other, 12)])
    expect((await events.between(id, 9, 11)).map(({ seq }) => seq)).toEqual([10, 11])
    expect(await events.between(id, 5, 5)).toEqual([])
    const [ingestion] = await events.between(id, 1, 2)
    expect(ingestion).toEqual({
      seq: 2,
      key: 'key 2',
      event: 'ingestion.completed',
      stage: 'ingestion',
      data: { count: 1 },
      timestamp: new Date(1),
    })
  })

  it('know their keys', async () => {
    const { events } = store()
    const id = newId()
    await events.keep(documents(id, 3))
    expect(await events.hasKey(id, 'key 2')).toBe(true)
    expect(await events.hasKey(id, 'key 4')).toBe(false)
  })
})
