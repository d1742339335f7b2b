import { CRASH_POINTS } from '../lib/fleet.ts'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'

/** Every worker dies once at a named point of the commit protocol; six deaths a run at the most. */
export const crashPoints: FaultKind = {
  name: 'workers killed at the points of the commit protocol',
  amount: { long: 36, short: 6 },
  async cause(system, amount) {
    const tally = emptyTally()
    for (const point of CRASH_POINTS) {
      if (tally.tried >= amount) break
      const before = system.fleet.deaths
      const { problems } = await system.run(() => system.fleet.arm(point))
      tally.tried += system.fleet.deaths - before
      addProblems(
        tally,
        problems.map((problem) => `${problem} (${point})`),
      )
    }
    return tally
  },
}
