import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { LOADS } from './loads.ts'
import { byProcessor, byWait, type Load } from './policies.ts'
import { replay, type Replayed } from './replay.ts'
import { LOOK_EVERY_MS, ScalabilityManager } from './scalability-manager.ts'

const MINUTE = 60_000
const quiet: Load = { instances: 4, starting: 0, cpu: 0.5, waiting: 0, oldestWaitMs: 0, perMinute: 120 }
const settings = { perSecond: 1, startS: 10, instances: 2, targetWaitMs: 30_000 }
const quick = { coolDownMs: { up: LOOK_EVERY_MS, down: 5 * MINUTE } }

describe('the manager as it is', () => {
  it('starts one more above 80 % of the processors, and stops one below 20 %', () => {
    const changeAt = (cpu: number) => new ScalabilityManager().decide({ ...quiet, cpu }, 0).change
    expect([0.1, 0.2, 0.5, 0.8, 0.81].map(changeAt)).toEqual([-1, 0, 0, 0, 1])
  })

  it('keeps between 2 and 10', () => {
    const decide = (instances: number, cpu: number) => new ScalabilityManager().decide({ ...quiet, instances, cpu }, 0)
    expect(decide(10, 0.99)).toMatchObject({ change: 0, blocked: 'most' })
    expect(decide(2, 0.01)).toMatchObject({ change: 0, blocked: 'least' })
    expect(decide(0, 0)).toMatchObject({ change: 2, blocked: null })
    expect(() => new ScalabilityManager(byProcessor(), { least: 3, most: 2 })).toThrow('3 to 2 workers')
  })

  it('changes nothing for five minutes after a change, and says how long that is', () => {
    const manager = new ScalabilityManager()
    const busy = { ...quiet, cpu: 0.9 }
    expect(manager.decide(busy, 0).change).toBe(1)
    expect(manager.decide({ ...busy, instances: 5 }, 4 * MINUTE)).toEqual({
      change: 0,
      because: 'processors at 90 %, above 80 %; another change in 60 s at the earliest',
      blocked: 'cool_down',
    })
    expect(manager.decide({ ...busy, instances: 5 }, 5 * MINUTE).change).toBe(1)
  })

  it('waits for whoever is being started', () => {
    const decision = new ScalabilityManager().decide({ ...quiet, cpu: 0.95, starting: 1 }, 0)
    expect(decision).toMatchObject({ change: 0, blocked: 'starting' })
  })
})

describe('the manager by what waits', () => {
  const decide = (load: Partial<Load>) => new ScalabilityManager(byWait()).decide({ ...quiet, ...load }, 0)

  it('starts as many at once as take what waits within the target', () => {
    // Four workers, busy all the time, end 2 jobs a second; 60 that wait are 30 s of that, and so is what comes in.
    expect(decide({ cpu: 1, waiting: 60, perMinute: 120 }).change).toBe(4)
  })

  it('starts nobody for what is taken before they could help, and nobody for processors alone', () => {
    expect(decide({ cpu: 0.85, waiting: 15 }).change).toBe(0)
    expect(decide({ cpu: 0.85, waiting: 0 }).change).toBe(0)
  })

  it('stops whom the others can do without, and nobody while something waits', () => {
    expect(decide({ cpu: 0.3 }).change).toBe(-2)
    expect(decide({ cpu: 0.3, waiting: 50 }).change).toBeGreaterThanOrEqual(0)
  })

  it('goes by how long jobs have waited while none has ended', () => {
    expect(decide({ cpu: 1, waiting: 9, oldestWaitMs: 31_000, perMinute: 0 }).change).toBe(1)
    expect(decide({ cpu: 1, waiting: 9, oldestWaitMs: 9_000, perMinute: 0 }).change).toBe(0)
    const none = { instances: 0, waiting: 1 }
    expect(new ScalabilityManager(byWait(), { least: 0 }).decide({ ...quiet, ...none }, 0).change).toBe(1)
  })
})

describe('loads that are replayed', () => {
  const table: { [load: string]: { [policy: string]: Replayed } } = {}
  for (const [name, load] of Object.entries(LOADS)) {
    const arrivals = load(7)
    table[name] = {
      processor: replay(new ScalabilityManager(), arrivals, settings),
      wait: replay(new ScalabilityManager(byWait(), quick), arrivals, settings),
    }
  }

  it.each(Object.keys(LOADS))('are done whole, within the limits, %s', (name) => {
    const jobs = LOADS[name](7).reduce((sum, each) => sum + each, 0)
    for (const replayed of Object.values(table[name])) {
      expect(replayed.jobs).toBe(jobs)
      expect(replayed.mostInstances).toBeLessThanOrEqual(10)
    }
  })

  it('wait less, or cost less, by what waits than by processors alone', () => {
    for (const { processor, wait } of Object.values(table)) {
      const isNoLater = wait.overTarget <= processor.overTarget + 0.001
      const isNoDearer = wait.instanceHours <= 1.1 * processor.instanceHours
      expect([isNoLater, isNoDearer]).toEqual([true, true])
    }
    expect(table.restless.wait.overTarget).toBeLessThan(table.restless.processor.overTarget / 2)
    expect(table.bursts.wait.meanWaitS).toBeLessThan(table.bursts.processor.meanWaitS / 2)
  })

  it('never see two changes within a cool-down, whatever comes in', () => {
    const arrivals = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(arrivals, fc.boolean(), (loads, isByWait) => {
        const [least, most] = [1, 6]
        const coolDownMs = { up: 2 * MINUTE, down: 4 * MINUTE }
        const manager = new ScalabilityManager(isByWait ? byWait() : byProcessor(), { least, most, coolDownMs })
        let [all, changedAt] = [3, Number.NEGATIVE_INFINITY]
        loads.forEach((waiting, i) => {
          const now = i * LOOK_EVERY_MS
          const cpu = Math.min(1, waiting / all / 5)
          const { change } = manager.decide({ ...quiet, instances: all, cpu, waiting, perMinute: 60 * cpu * all }, now)
          all += change
          expect(all).toBeGreaterThanOrEqual(least)
          expect(all).toBeLessThanOrEqual(most)
          if (change === 0) return
          expect(now - changedAt).toBeGreaterThanOrEqual(change > 0 ? coolDownMs.up : coolDownMs.down)
          changedAt = now
        })
      }),
      { numRuns: 200 },
    )
  })
})
