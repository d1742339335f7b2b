import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import { stageAtWork, untilWorkGoesOn } from '../lib/recovery.ts'

const KILLS_A_RUN = 5

/** SIGKILL of the worker that is at work, at random moments. */
export const killedWorkers: FaultKind = {
  name: 'workers killed at random',
  amount: { long: 30, short: 2 },
  limitMs: 10_000,
  async cause(system, amount, random) {
    const tally = emptyTally()
    while (tally.tried < amount) {
      const { problems } = await system.run(async (id) => {
        for (let kill = 0; kill < KILLS_A_RUN && tally.tried < amount; kill++) {
          await delay(200 + random() * 700)
          const stage = await stageAtWork(system, id)
          if (!stage) return
          system.fleet.kill(stage, 'SIGKILL')
          tally.tried++
          const recovered = await untilWorkGoesOn(system, id)
          if (recovered !== null) tally.recoveryMs.push(recovered)
        }
      })
      addProblems(tally, problems)
    }
    return tally
  },
}
