import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Tracker } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { ProgressBoard } from '../ports.ts'
import { trackerOf, until } from './fixtures.ts'

export interface ProgressHarness {
  board: ProgressBoard
  /** Calls `hear` with each tracker of an execution as it is shown. */
  watch(executionId: string, hear: (tracker: Tracker) => void): Promise<void>
  close?(): Promise<void>
}

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`

/** What every progress board has to hold to. */
export function progressBoardConformance(name: string, make: () => Promise<ProgressHarness>): void {
  let harness: ProgressHarness
  let board: ProgressBoard
  let plan: string
  let id: string
  beforeAll(async () => {
    harness = await make()
    board = harness.board
  })
  afterAll(() => harness.close?.())
  beforeEach(() => {
    plan = `${newId()}.quality.run.x`
    id = newId()
  })

  describe(`${name}: counts of shards`, () => {
    it('are not known before they were begun from the records', async () => {
      expect(await board.counted(plan)).toBeNull()
      await board.shardDone(plan, 0, { in: 4, quarantined: 1 })
      expect(await board.counted(plan)).toBeNull()
    })

    it('count each shard once, however often and by however many it is told', async () => {
      await board.reset(plan, [{ index: 0, in: 4, quarantined: 0 }])
      await Promise.all([1, 2, 3, 4].map(() => board.shardDone(plan, 1, { in: 5, quarantined: 2 })))
      await board.shardDone(plan, 0, { in: 4, quarantined: 0 })
      expect(await board.counted(plan)).toEqual({ shards: 2, in: 9, quarantined: 2 })
    })

    it('count a shard that was told while the records were read', async () => {
      await board.shardDone(plan, 7, { in: 3, quarantined: 1 })
      await board.reset(plan, [{ index: 0, in: 4, quarantined: 0 }])
      expect(await board.counted(plan)).toEqual({ shards: 2, in: 7, quarantined: 1 })
      await board.reset(plan, [])
      expect(await board.counted(plan)).toEqual({ shards: 2, in: 7, quarantined: 1 })
    })

    it('come to the same when shards are told and counts are begun at once', async () => {
      const shards = Array.from({ length: 40 }, (_, index) => ({ index, in: 2, quarantined: index % 2 }))
      await Promise.all([
        board.reset(plan, shards.slice(0, 20)),
        ...shards.slice(10).map(({ index, ...records }) => board.shardDone(plan, index, records)),
        board.reset(plan, shards.slice(0, 10)),
      ])
      expect(await board.counted(plan)).toEqual({ shards: 40, in: 80, quarantined: 20 })
    })

    it('begin with nothing done, and hold many thousand shards', async () => {
      await board.reset(plan, [])
      expect(await board.counted(plan)).toEqual({ shards: 0, in: 0, quarantined: 0 })
      const done = Array.from({ length: 2500 }, (_, index) => ({ index, in: 2, quarantined: index % 2 }))
      await board.reset(plan, done)
      expect(await board.counted(plan)).toEqual({ shards: 2500, in: 5000, quarantined: 1250 })
    })
  })

  describe(`${name}: the tracker that is shown`, () => {
    it('is what was published, and none before', async () => {
      expect(await board.get(id)).toBeNull()
      const tracker = trackerOf(id, {
        progress: 12,
        stage_progress: { ingestion: 72 },
        completed_stages: ['ingestion'],
      })
      await board.publish(tracker)
      await board.publish(tracker)
      expect(await board.get(id)).toEqual(tracker)
      expect(await board.get(newId())).toBeNull()
    })

    it('never falls', async () => {
      await board.publish(trackerOf(id, { progress: 40, last_updated: at(1) }))
      await board.publish(trackerOf(id, { progress: 30, last_updated: at(2), current_stage: 'quality' }))
      expect(await board.get(id)).toMatchObject({ progress: 40, current_stage: 'quality' })
      await board.publish(trackerOf(id, { progress: 41, last_updated: at(3) }))
      expect(await board.get(id)).toMatchObject({ progress: 41 })
    })

    it('is not replaced by an older one, by the clock', async () => {
      await board.publish(trackerOf(id, { progress: 10, last_updated: at(5) }))
      await board.publish(trackerOf(id, { progress: 20, last_updated: at(4) }))
      expect(await board.get(id)).toMatchObject({ progress: 10, last_updated: at(5) })
    })

    it('is not replaced by one of older records, whatever the clock of its worker says', async () => {
      await board.publish(trackerOf(id, { status: 'completed', progress: 100, cursor: '1:10', last_updated: at(1) }))
      await board.publish(trackerOf(id, { progress: 90, cursor: '1:9', last_updated: at(9) }))
      expect(await board.get(id)).toMatchObject({ status: 'completed', cursor: '1:10' })
      await board.publish(trackerOf(id, { status: 'queued', progress: 60, cursor: '1:11', last_updated: at(0) }))
      expect(await board.get(id)).toMatchObject({ status: 'queued', progress: 100, cursor: '1:11' })
      await board.publish(trackerOf(id, { cursor: '2:1', last_updated: at(0) }))
      expect(await board.get(id)).toMatchObject({ cursor: '2:1' })
    })

    it('is the newest and the highest when many publish at once', async () => {
      const trackers = Array.from({ length: 20 }, (_, seq) =>
        trackerOf(id, { progress: (seq * 7) % 20, cursor: `1:${seq}`, last_updated: at(seq) }),
      )
      await board.publish(trackers[0])
      await Promise.all(trackers.map((tracker) => board.publish(tracker)))
      expect((await board.get(id))!.cursor).toBe('1:19')
      await board.publish(trackerOf(id, { progress: 19, cursor: '1:20', last_updated: at(20) }))
      expect(await board.get(id)).toMatchObject({ progress: 19, cursor: '1:20' })
    })

    it('is told to its watchers as it is shown, and not at all when it is older', async () => {
      const heard: Tracker[] = []
      await harness.watch(id, (tracker) => void heard.push(tracker))
      await board.publish(trackerOf(newId(), { progress: 99 }))
      await board.publish(trackerOf(id, { progress: 40, cursor: '1:2' }))
      await board.publish(trackerOf(id, { progress: 50, cursor: '1:1' }))
      await board.publish(trackerOf(id, { progress: 30, cursor: '1:3' }))
      await until(() => heard.length >= 2)
      expect(heard.map(({ progress, cursor }) => [progress, cursor])).toEqual([
        [40, '1:2'],
        [40, '1:3'],
      ])
    })
  })
}
