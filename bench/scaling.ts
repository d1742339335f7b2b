import { ScalabilityManager, byWait } from '@techdeck/pipeline/scaling'
import { LOADS } from '@techdeck/pipeline/scaling/loads'
import { replay } from '@techdeck/pipeline/scaling/replay'

// What either policy makes of loads: how many jobs wait too long, and what the workers cost. Workers end a job a second,
// take ten seconds to start, and jobs may wait for thirty.

const SEED = 7
const SETTINGS = { perSecond: 1, startS: 10, instances: 2, targetWaitMs: 30_000 }
const POLICIES = {
  processor: () => new ScalabilityManager(),
  wait: () => new ScalabilityManager(byWait(), { coolDownMs: { up: 30_000, down: 300_000 } }),
}

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits
const rows = Object.entries(LOADS).flatMap(([load, arrivalsOf]) =>
  Object.entries(POLICIES).map(([policy, manager]) => {
    const replayed = replay(manager(), arrivalsOf(SEED), SETTINGS)
    return {
      load,
      policy,
      jobs: replayed.jobs,
      over_target: round(replayed.overTarget, 4),
      mean_wait_s: round(replayed.meanWaitS, 2),
      longest_wait_s: replayed.longestWaitS,
      instance_hours: round(replayed.instanceHours, 2),
      changes: replayed.changes,
      flaps: replayed.flaps,
    }
  }),
)
console.table(rows)
process.stdout.write(`${JSON.stringify({ seed: SEED, ...SETTINGS, replays: rows })}\n`)
