import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Execution } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { ExecutionStore, NewEvent } from '../ports.ts'
import { newExecution } from './fixtures.ts'

type Store = ExecutionStore & { create(execution: Execution): Promise<unknown> }

const event = (key: string): NewEvent => ({ key, event: 'checkpoint.save', data: { $not: 'an operator', done: 1 } })

/** What every execution store has to hold to. */
export function executionStoreConformance(
  name: string,
  make: () => Promise<{ store: Store; close?: () => Promise<void> }>,
): void {
  describe(`${name}: executions`, () => {
    let store: Store
    let close: (() => Promise<void>) | undefined
    beforeAll(async () => ({ store, close } = await make()))
    afterAll(() => close?.())

    const created = async (overrides: Partial<Execution> = {}) => {
      const execution = newExecution(overrides)
      await store.create(execution)
      return execution
    }

    it('numbers events 1, 2, 3 … without a hole under racing writers', async () => {
      const { id } = await created({ status: 'running' })
      const changes = Array.from({ length: 40 }, (_, at) =>
        store.transition(id, { from: ['running'], event: event(`e${at}`) }),
      )
      const seqs = (await Promise.all(changes)).map(({ applied, events: [appended] }) => (applied ? appended.seq : -1))
      expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
      expect((await store.get(id))!.seq).toBe(40)
    })

    it('appends an event key once', async () => {
      const { id } = await created({ status: 'running' })
      const twice = await Promise.all(
        [1, 2, 3].map(() => store.transition(id, { from: ['running'], event: event('same') })),
      )
      expect(twice.filter(({ applied }) => applied)).toHaveLength(1)
      expect(await store.events(id, 0, 10)).toHaveLength(1)
    })

    it('lets one of two racing ends win', async () => {
      const { id } = await created({ status: 'running' })
      const ends = await Promise.all([
        store.transition(id, {
          from: ['running'],
          to: 'completed',
          event: { ...event('done'), event: 'pipeline.completed' },
        }),
        store.transition(id, { from: ['running'], to: 'cancelling' }),
      ])
      expect(ends.filter(({ applied }) => applied)).toHaveLength(1)
    })

    it('changes a stage together with its event, and only from the states that are named', async () => {
      const execution = await created({ status: 'running' })
      const [datasetId] = execution.datasetIds
      const startedAt = new Date(1_700_000_000_000)
      const change = {
        from: ['running'] as const,
        stage: {
          datasetId,
          stage: 'ingestion' as const,
          from: ['pending'] as const,
          set: { status: 'running' as const, startedAt },
        },
        event: {
          key: 'started',
          event: 'ingestion.started' as const,
          stage: 'ingestion' as const,
          datasetId,
          data: {},
        },
      }
      expect((await store.transition(execution.id, change)).applied).toBe(true)
      expect(
        (await store.transition(execution.id, { ...change, event: { ...change.event, key: 'again' } })).applied,
      ).toBe(false)
      const after = await store.get(execution.id)
      expect(after!.stages[datasetId].ingestion).toMatchObject({ status: 'running', startedAt, records: null })
      expect(after!.stages[datasetId].export.status).toBe('pending')
      const [kept] = await store.events(execution.id, 0, 10)
      expect(kept).toMatchObject({ seq: 1, event: 'ingestion.started', stage: 'ingestion', datasetId })
    })

    it('changes several stages in one write, with an event each, or none of them', async () => {
      const execution = await created({ status: 'queued' })
      const [datasetId] = execution.datasetIds
      const reused = (stage: 'ingestion' | 'standardization') => ({
        stage: { datasetId, stage, from: ['pending'] as const, set: { status: 'reused' as const } },
        event: { key: `${stage}.reused`, event: `${stage}.completed` as const, stage, datasetId, data: {} },
      })
      const change = {
        from: ['queued'] as const,
        to: 'running' as const,
        event: { key: 'started', event: 'pipeline.started' as const, data: {} },
        followedBy: [reused('ingestion'), reused('standardization')],
      }
      const { applied, events } = await store.transition(execution.id, change)
      expect(applied).toBe(true)
      expect(events.map(({ seq, key }) => [seq, key])).toEqual([
        [1, 'started'],
        [2, 'ingestion.reused'],
        [3, 'standardization.reused'],
      ])
      const after = (await store.get(execution.id))!
      expect([after.status, after.seq]).toEqual(['running', 3])
      expect(after.stages[datasetId].standardization.status).toBe('reused')
      const again = {
        from: ['running'] as const,
        followedBy: [{ ...reused('standardization'), event: { ...reused('standardization').event, key: 'x' } }],
      }
      expect(await store.transition(execution.id, again)).toEqual({ applied: false, events: [] })
    })

    it('does nothing in another round, and advances a round once', async () => {
      const { id } = await created({ status: 'running' })
      expect((await store.transition(id, { from: ['running'], round: 2, event: event('x') })).applied).toBe(false)
      const advanced = await Promise.all([1, 2, 3].map(() => store.advanceRound(id, 1)))
      expect(advanced.filter(Boolean)).toHaveLength(1)
      expect((await store.get(id))!.round).toBe(2)
    })

    it('restarts what ended badly, with the named stages pending', async () => {
      const execution = newExecution({ status: 'failed' })
      const [datasetId] = execution.datasetIds
      execution.stages[datasetId].ingestion.status = 'completed'
      execution.stages[datasetId].validation.status = 'failed'
      await store.create(execution)
      expect(await store.restart(execution.id, 1, [{ datasetId, stage: 'validation' }])).toBe(true)
      expect(await store.restart(execution.id, 1, [])).toBe(false)
      const after = (await store.get(execution.id))!
      expect([after.status, after.round]).toEqual(['queued', 2])
      expect(after.stages[datasetId].ingestion.status).toBe('completed')
      expect(after.stages[datasetId].validation.status).toBe('pending')
    })

    it('begins no round of one that has ended, and restarts neither what runs nor what completed', async () => {
      for (const status of ['completed', 'partial', 'failed', 'cancelled'] as const) {
        const { id } = await created({ status })
        expect([status, await store.advanceRound(id, 1)]).toEqual([status, false])
      }
      for (const status of ['queued', 'running', 'cancelling', 'completed'] as const) {
        const { id } = await created({ status })
        expect([status, await store.restart(id, 1, [])]).toEqual([status, false])
        expect(await store.get(id)).toMatchObject({ status, round: 1 })
      }
    })

    it('restarts once, however many ask at once', async () => {
      const { id } = await created({ status: 'cancelled' })
      const restarted = await Promise.all([1, 2, 3, 4].map(() => store.restart(id, 1, [])))
      expect(restarted.filter(Boolean)).toHaveLength(1)
      expect(await store.get(id)).toMatchObject({ status: 'queued', round: 2 })
    })

    it('has nothing of what was never created, and changes nothing of it', async () => {
      const id = newId()
      expect(await store.get(id)).toBeNull()
      expect(await store.events(id, 0, 10)).toEqual([])
      expect(await store.transition(id, { from: ['running'], event: event('x') })).toEqual({
        applied: false,
        events: [],
      })
      expect([await store.advanceRound(id, 1), await store.restart(id, 1, [])]).toEqual([false, false])
    })

    it('lists what is unfinished', async () => {
      const open = await created({ status: 'running' })
      const ended = await created({ status: 'completed' })
      const ids = (await store.unfinished(1000, null)).map(({ id }) => id)
      expect(ids).toContain(open.id)
      expect(ids).not.toContain(ended.id)
    })

    it('lists what is unfinished page by page, in order of ids and each once', async () => {
      for (const status of ['queued', 'running', 'cancelling', 'initializing', 'queued'] as const)
        await created({ status })
      const whole = (await store.unfinished(1000, null)).map(({ id }) => id)
      expect(whole).toEqual(whole.toSorted())
      const paged: string[] = []
      for (let after: string | null = null; ;) {
        const page = await store.unfinished(2, after)
        paged.push(...page.map(({ id }) => id))
        if (page.length < 2) break
        after = page[1].id
      }
      expect(paged).toEqual(whole)
    })

    it('keeps every event when there are more than the document holds', async () => {
      const { id } = await created({ status: 'running' })
      for (let at = 0; at < 600; at++) await store.transition(id, { from: ['running'], event: event(`many${at}`) })
      const events = await store.events(id, 0, 1000)
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 600 }, (_, at) => at + 1))
      expect((await store.events(id, 590, 5)).map(({ seq }) => seq)).toEqual([591, 592, 593, 594, 595])
      expect(events[0].data).toEqual({ $not: 'an operator', done: 1 })
    })
  })
}
