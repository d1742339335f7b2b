import { STAGES } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import { stageAtWork } from '../lib/recovery.ts'

/** Longer than a job's lock. */
const STOPPED_MS = 8000

/** Workers stopped past their locks that wake up and go on with what others have done meanwhile. */
export const stoppedWorkers: FaultKind = {
  name: 'workers stopped past their lock',
  amount: { long: 20, short: 2 },
  async cause(system, amount, random) {
    const tally = emptyTally()
    while (tally.tried < amount) {
      const { problems } = await system.run(async (id) => {
        await delay(200 + random() * 1500)
        const stage = await stageAtWork(system, id)
        const at = stage === undefined ? 0 : STAGES.indexOf(stage)
        // The stage at work and the next one, so that two locks run out.
        const stages = STAGES.slice(at, at + 2).slice(0, amount - tally.tried)
        for (const each of stages) {
          process.kill(system.fleet.pid(each), 'SIGSTOP')
          tally.tried++
        }
        await delay(STOPPED_MS)
        for (const each of stages) process.kill(system.fleet.pid(each), 'SIGCONT')
      })
      addProblems(tally, problems)
    }
    return tally
  },
}
