import type { Load } from './policies.ts'
import { LOOK_EVERY_MS, type ScalabilityManager } from './scalability-manager.ts'

/** Jobs that come in, a number for each second. */
export type Arrivals = readonly number[]

export interface ReplaySettings {
  /** Jobs that one worker ends in a second when there is enough to do. */
  perSecond: number
  /** Seconds from the start of a worker to its first job. */
  startS: number
  /** Workers at the beginning. */
  instances: number
  /** Milliseconds that a job may wait. */
  targetWaitMs: number
}

export interface Replayed {
  jobs: number
  /** The share of jobs that waited longer than the target. */
  overTarget: number
  /** Seconds that jobs waited on average. */
  meanWaitS: number
  longestWaitS: number
  /** Workers times hours, those that start included. */
  instanceHours: number
  changes: number
  /** Changes that took back the one before within half an hour. */
  flaps: number
  mostInstances: number
}

const FLAP_S = 1800
const WINDOW_S = 60

/**
 * What would have become of jobs that came in so, had the manager decided about their workers: second by second, workers
 * alike, first come first served, until all are done. Looks are {@link LOOK_EVERY_MS} apart.
 */
export function replay(manager: ScalabilityManager, arrivals: Arrivals, settings: ReplaySettings): Replayed {
  const { perSecond, startS, targetWaitMs } = settings
  /** Jobs that wait, by the second in which they came. */
  const queue: { at: number; jobs: number }[] = []
  const starting: number[] = []
  const ended: number[] = []
  const busy: number[] = []
  const changes: { at: number; change: number }[] = []
  let { instances } = settings
  let [waiting, begun, over, waited, longest, seconds, most, room] = [0, 0, 0, 0, 0, 0, instances, 0]
  const jobs = arrivals.reduce((sum, each) => sum + each, 0)

  for (let now = 0; now < arrivals.length || waiting > 0; now++) {
    while (starting[0] !== undefined && starting[0] <= now) {
      starting.shift()
      instances++
    }
    const come = arrivals[now] ?? 0
    if (come > 0) queue.push({ at: now, jobs: come })
    waiting += come
    // What a worker did not use of a second is lost, but for the part of a job that it is at.
    room = Math.min(room, 1) + instances * perSecond
    let done = 0
    while (room >= 1 && queue.length > 0) {
      const [first] = queue
      const taken = Math.min(first.jobs, Math.floor(room))
      const wait = now - first.at
      begun += taken
      waited += taken * wait
      longest = Math.max(longest, wait)
      if (wait * 1000 > targetWaitMs) over += taken
      first.jobs -= taken
      room -= taken
      waiting -= taken
      done += taken
      if (first.jobs === 0) queue.shift()
    }
    ended.push(done)
    busy.push(instances === 0 ? 0 : Math.min(1, done / (instances * perSecond)))
    seconds += instances + starting.length
    most = Math.max(most, instances + starting.length)
    if ((now * 1000) % LOOK_EVERY_MS === 0) {
      const recent = ended.slice(-WINDOW_S)
      const cpu = mean(busy.slice(-LOOK_EVERY_MS / 1000))
      const load: Load = {
        instances,
        starting: starting.length,
        cpu,
        waiting,
        oldestWaitMs: queue.length > 0 ? (now - queue[0].at) * 1000 : 0,
        perMinute: mean(recent) * 60,
      }
      const { change } = manager.decide(load, now * 1000)
      for (let one = 0; one < change; one++) starting.push(now + startS)
      if (change < 0) instances += change
      if (change !== 0) changes.push({ at: now, change })
    }
    if (now > arrivals.length + MOST_S) throw new RangeError('The workers of this replay never catch up.')
  }
  return {
    jobs,
    overTarget: begun === 0 ? 0 : over / begun,
    meanWaitS: begun === 0 ? 0 : waited / begun,
    longestWaitS: longest,
    instanceHours: seconds / 3600,
    changes: changes.length,
    flaps: changes.filter(
      ({ at, change }, i) => i > 0 && change * changes[i - 1].change < 0 && at - changes[i - 1].at < FLAP_S,
    ).length,
    mostInstances: most,
  }
}

/** A week: whatever is not done by then will not be. */
const MOST_S = 7 * 24 * 3600

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
