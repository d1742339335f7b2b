import { describe, expect, it } from '@jest/globals'
import type { Tracker } from '@techdeck/contracts'
import { LatestProgress } from './latest-progress.ts'

const at = (cursor: string, second: number) => ({ cursor, last_updated: `2026-01-01T00:00:0${second}.000Z` }) as Tracker

describe('the latest progress', () => {
  it('is that of the newest records, and of the same records the one that was read last', () => {
    const latest = new LatestProgress(1000, () => {})
    expect(latest.learn(at('1:5', 1))).toMatchObject({ cursor: '1:5' })
    expect(latest.learn(at('1:4', 9))).toMatchObject({ cursor: '1:5' })
    expect(latest.learn(at('1:5', 0))).toMatchObject({ last_updated: at('', 1).last_updated })
    expect(latest.learn(at('1:5', 2))).toMatchObject({ last_updated: at('', 2).last_updated })
    expect(latest.learn(at('1:10', 0))).toMatchObject({ cursor: '1:10' })
    expect(latest.learn(at('2:1', 0))).toMatchObject({ cursor: '2:1' })
  })

  it('is told at once when nothing was told for long, else a little later and only the newest', async () => {
    const told: string[] = []
    const last = Promise.withResolvers<void>()
    const latest = new LatestProgress(30, ({ cursor }) => {
      told.push(cursor)
      if (told.length === 2) last.resolve()
    })
    for (const seq of [1, 2, 3, 9, 4]) latest.show(at(`1:${seq}`, 0))
    expect(told).toEqual(['1:1'])
    await last.promise
    expect(told).toEqual(['1:1', '1:9'])
    latest.showNow(at('1:10', 0))
    expect(told).toEqual(['1:1', '1:9', '1:10'])
  })

  it('is not told any more once it is closed', () => {
    const told: Tracker[] = []
    const latest = new LatestProgress(10, (tracker) => told.push(tracker))
    latest.show(at('1:1', 0))
    latest.show(at('1:2', 0))
    latest.close()
    expect(told).toHaveLength(1)
  })
})
