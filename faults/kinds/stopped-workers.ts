import { STAGES } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'

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
        const execution = await system.store.executions.get(id)
        const [datasetId] = execution!.datasetIds
        const at = STAGES.findIndex((name) =>
          ['running', 'pending'].includes(execution!.stages[datasetId][name].status),
        )
        // The stage at work and the next one, so that two locks run out.
        const stages = STAGES.slice(Math.max(0, at), Math.max(0, at) + 2).slice(0, amount - tally.tried)
        for (const stage of stages) {
          process.kill(system.fleet.pid(stage), 'SIGSTOP')
          tally.tried++
        }
        await delay(STOPPED_MS)
        for (const stage of stages) process.kill(system.fleet.pid(stage), 'SIGCONT')
      })
      addProblems(tally, problems)
    }
    return tally
  },
}
