import { describe, expect, it } from '@jest/globals'
import { ConflictError, newId, ResourceError, ValidationError } from '@techdeck/core'
import { openConnection } from '../connection.ts'
import { createProgressEventRepository } from '../progress-events/repository.ts'
import { newExecution } from '../testing/fixtures.ts'
import { testUri, useTestStore } from '../testing/test-store.ts'
import { createExecutionRepository } from './repository.ts'
import { EMBEDDED_EVENTS } from './schema.ts'
import type { ExecutionChange } from './transition.ts'

const save = (key: string): ExecutionChange => ({
  from: ['running'],
  event: { key, event: 'checkpoint.save', data: { $each: '$status', 'a.b': null } },
})

describe('executions', () => {
  const store = useTestStore('executions')

  const created = async (overrides = {}) => {
    const execution = newExecution(overrides)
    await store().executions.create(execution)
    return execution
  }

  it('come back as they were recorded', async () => {
    const execution = await created({ options: { quality: { 'odd.key': {} } }, error: { code: 'X', message: 'y' } })
    expect(await store().executions.get(execution.id)).toEqual(execution)
    expect(await store().executions.get(newId())).toBeNull()
  })

  it('are recorded once a key, however many requests come at the same time', async () => {
    const { executions, connection } = store()
    const key = newId()
    const request = newExecution()
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => executions.create({ ...request, id: newId() }, { key, bodyHash: 'same' })),
    )
    expect(new Set(answers.map(({ execution }) => execution.id)).size).toBe(1)
    expect(answers.filter((answer) => answer.created)).toHaveLength(1)
    const ids = answers.map(({ execution }) => execution.id)
    expect(await connection.model('PipelineExecution').countDocuments({ _id: ids[0] })).toBe(1)
    await expect(executions.create(newExecution(), { key, bodyHash: 'other' })).rejects.toThrow(ConflictError)
    expect((await executions.create(newExecution({ userId: 'u2' }), { key, bodyHash: 'other' })).created).toBe(true)
  })

  it('refuse an id that is taken', async () => {
    const execution = await created()
    await expect(store().executions.create(execution)).rejects.toThrow(ConflictError)
  })

  it('are listed newest first, all of a workspace or one owner’s, page by page', async () => {
    const { executions } = store()
    const workspaceId = newId()
    const all = []
    for (const userId of ['a', 'b', 'a', 'a']) all.push(await created({ workspaceId, userId }))
    const ids = all.map(({ id }) => id).toReversed()
    const first = await executions.list({ workspaceId }, null, 3)
    const rest = await executions.list({ workspaceId }, first.nextCursor, 3)
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids)
    expect(rest.nextCursor).toBeNull()
    const own = await executions.list({ workspaceId, userId: 'b' }, null, 3)
    expect(own.items.map(({ id }) => id)).toEqual([all[1].id])
  })

  it('are active for their data sets until they end', async () => {
    const { executions } = store()
    const { id, datasetIds } = await created({ datasetIds: [newId(), newId()] })
    expect(await executions.activeFor(datasetIds[1])).toHaveLength(1)
    const pin = { datasetId: newId(), version: 1, manifestHash: 'm', plan: 'p', shards: 1, conversations: 1 }
    const comparing = await created({ compared: [pin] })
    expect((await executions.get(comparing.id))!.compared).toEqual([pin])
    expect(await executions.activeFor(pin.datasetId)).toEqual([comparing.id])
    await executions.transition(id, { from: ['running'], to: 'failed' })
    expect(await executions.activeFor(datasetIds[1])).toEqual([])
  })

  it('take what is in an event or a field for a value, never for an expression', async () => {
    const { executions } = store()
    const { id } = await created()
    const change = { ...save('$status'), set: { metrics: { price: '$seq', list: [{ $add: [1, 1] }] } } }
    const {
      events: [event],
    } = await executions.transition(id, change)
    expect(event).toMatchObject({ key: '$status', data: { $each: '$status', 'a.b': null } })
    expect((await executions.get(id))!.metrics).toEqual(change.set.metrics)
  })

  it('refuse an id that would reach into another field', async () => {
    const { id } = await created()
    const stage = { datasetId: 'a.b', stage: 'export' as const, from: ['pending'] as const, set: {} }
    await expect(store().executions.transition(id, { from: ['running'], stage })).rejects.toThrow(ValidationError)
  })

  it('have all their events in the event collection once they end', async () => {
    const { executions, events } = store()
    const { id } = await created()
    await executions.transition(id, save('one'))
    const end = { key: 'end', event: 'pipeline.completed' as const, data: {} }
    await executions.transition(id, { from: ['running'], to: 'completed', event: end })
    await executions.settled()
    expect((await events.between(id, 0, 10)).map(({ event }) => event)).toEqual([
      'checkpoint.save',
      'pipeline.completed',
    ])
  })

  it('drop events from the document only when they are kept, and still know their keys', async () => {
    const { executions, events, connection } = store()
    const { id } = await created()
    const embedded = async () =>
      (await connection.model('PipelineExecution').findOne({ _id: id }).lean<{ events: { seq: number }[] }>())!.events
    const count = EMBEDDED_EVENTS + 20
    for (let at = 0; at < count; at++) await executions.transition(id, save(`many ${at}`))
    expect(await embedded()).toHaveLength(EMBEDDED_EVENTS)
    expect((await events.between(id, 0, 20)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
    const all = await executions.events(id, 0, 1000)
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, at) => at + 1))
    expect(await executions.transition(id, save('many 0'))).toEqual({ applied: false, events: [] })
    expect(await executions.transition(id, save(`many ${count - 1}`))).toEqual({ applied: false, events: [] })
  }, 30_000)

  it('drop nothing while the event collection cannot be written', async () => {
    const connection = await openConnection({ uri: testUri, dbName: store().connection.name, minPoolSize: 1 })
    const kept = createProgressEventRepository(connection)
    const broken = { ...kept, keep: () => Promise.reject(new ResourceError('Not there.')) }
    const executions = createExecutionRepository(connection, broken)
    const execution = newExecution({ seq: 200 })
    execution.events = Array.from({ length: 200 }, (_, at) => ({
      seq: at + 1,
      key: `k${at}`,
      event: 'checkpoint.save',
      timestamp: new Date(),
      data: {},
    }))
    await executions.create(execution)
    expect((await executions.transition(execution.id, save('next'))).events[0].seq).toBe(201)
    expect(await store().executions.events(execution.id, 0, 1000)).toHaveLength(201)
    await connection.close()
  })
})
