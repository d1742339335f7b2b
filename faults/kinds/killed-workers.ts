import { disturb } from '../lib/at-work.ts'
import type { FaultKind } from '../lib/kind.ts'
import { untilWorkGoesOn } from '../lib/recovery.ts'

/** SIGKILL of the worker that is at work, at random moments. */
export const killedWorkers: FaultKind = {
  name: 'workers killed at random',
  amount: { long: 30, short: 2 },
  limitMs: 10_000,
  cause: (system, amount, random) =>
    disturb(system, amount, random, async (stage, executionId, tally) => {
      system.fleet.kill(stage, 'SIGKILL')
      const recovered = await untilWorkGoesOn(system, executionId)
      if (recovered !== null) tally.recoveryMs.push(recovered)
    }),
}
