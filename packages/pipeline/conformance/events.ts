import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ExecutionEvent } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { EventBus } from '../ports.ts'
import { until } from './fixtures.ts'

/** An event as a watcher hears of it. */
type Heard = Pick<ExecutionEvent, 'stage' | 'datasetId' | 'data'> & { cursor: string; event: string }

export interface EventHarness {
  bus: EventBus
  /** Calls `hear` with each event of an execution. */
  watch(executionId: string, hear: (event: Heard) => void): Promise<void>
  /** Calls `hear` each time that a data set's inspection ends. */
  watchDataset(datasetId: string, hear: () => void): Promise<void>
  /** Calls `hear` with every execution that is to stop. */
  watchCancels(hear: (executionId: string) => void): Promise<void>
  close?(): Promise<void>
}

const eventOf = (seq: number, changes: Partial<ExecutionEvent> = {}): ExecutionEvent => ({
  seq,
  key: `k${seq}`,
  event: 'quality.completed',
  stage: 'quality',
  datasetId: 'd',
  timestamp: new Date(1_700_000_000_000),
  data: { status: 'completed', result: { records: { in: 3 } } },
  ...changes,
})

/** What every event bus has to hold to, while nothing is lost. */
export function eventBusConformance(name: string, make: () => Promise<EventHarness>): void {
  describe(`${name}: events`, () => {
    let harness: EventHarness
    let bus: EventBus
    beforeAll(async () => {
      harness = await make()
      bus = harness.bus
    })
    afterAll(() => harness.close?.())

    it('reach who watches an execution, whole and in order, and nobody else', async () => {
      const [id, other] = [newId(), newId()]
      const [heard, heardOfOther]: Heard[][] = [[], []]
      await harness.watch(id, (event) => void heard.push(event))
      await harness.watch(other, (event) => void heardOfOther.push(event))
      for (const seq of [1, 2, 3]) await bus.publishEvent(id, eventOf(seq), 4)
      await bus.publishEvent(other, eventOf(9), 1)
      await until(() => heard.length >= 3 && heardOfOther.length > 0)
      const { event, stage, datasetId, data } = eventOf(1)
      expect(heard).toEqual([1, 2, 3].map((seq) => ({ cursor: `4:${seq}`, event, stage, datasetId, data })))
      expect(heardOfOther.map(({ cursor }) => cursor)).toEqual(['1:9'])
    })

    it('reach every watcher of an execution', async () => {
      const id = newId()
      const [one, two]: string[][] = [[], []]
      await Promise.all([one, two].map((heard) => harness.watch(id, ({ cursor }) => void heard.push(cursor))))
      await bus.publishEvent(id, eventOf(1), 1)
      await until(() => one.length > 0 && two.length > 0)
      expect([one, two]).toEqual([['1:1'], ['1:1']])
    })

    it('that nobody watches are no error', async () => {
      const id = newId()
      await bus.publishEvent(id, eventOf(1), 1)
      await bus.publishDataset(id)
      await bus.publishCancel(id)
      const heard: string[] = []
      await harness.watch(id, ({ cursor }) => void heard.push(cursor))
      await bus.publishEvent(id, eventOf(2), 1)
      await until(() => heard.length > 0)
      expect(heard).toEqual(['1:2'])
    })

    it('tell that a data set was inspected to those who watch it', async () => {
      const [id, other] = [newId(), newId()]
      let [told, toldOther] = [0, 0]
      await harness.watchDataset(id, () => void told++)
      await harness.watchDataset(other, () => void toldOther++)
      await bus.publishDataset(id)
      await bus.publishDataset(other)
      await bus.publishDataset(id)
      await until(() => told >= 2 && toldOther >= 1)
      expect([told, toldOther]).toEqual([2, 1])
    })

    it('ask everybody who works to stop an execution, as often as they are told', async () => {
      const [one, two] = [newId(), newId()]
      const [first, second]: string[][] = [[], []]
      for (const heard of [first, second]) await harness.watchCancels((id) => void heard.push(id))
      for (const id of [one, two, one]) await bus.publishCancel(id)
      // Other tests may cancel at the same time.
      const own = (heard: string[]) => heard.filter((id) => id === one || id === two)
      await until(() => own(first).length >= 3 && own(second).length >= 3)
      expect([own(first), own(second)]).toEqual([
        [one, two, one],
        [one, two, one],
      ])
    })
  })
}
