import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import { isRunning, untilWorkGoesOn } from '../lib/recovery.ts'

/** SIGKILL of a server or of the API in the middle of a run, under a watching client; its supervisor starts it again. */
const killedService = (service: 'redis' | 'mongo' | 'api', name: string, amount: FaultKind['amount']): FaultKind => ({
  name,
  amount,
  limitMs: 60_000,
  async cause(system, wanted, random) {
    const tally = emptyTally()
    while (tally.tried < wanted) {
      const { problems } = await system.run(async (id) => {
        await delay(300 + random() * 1500)
        if (!(await isRunning(system, id))) return
        await system.stack.service(service).kill()
        tally.tried++
        const recovered = await untilWorkGoesOn(system, id)
        if (recovered !== null) tally.recoveryMs.push(recovered)
      })
      addProblems(tally, problems)
    }
    return tally
  },
})

export const killedRedis = killedService('redis', 'Redis killed and started again', { long: 10, short: 1 })
export const killedMongo = killedService('mongo', 'the database killed and started again', { long: 5, short: 1 })
export const killedApi = killedService('api', 'the API killed under a watching client', { long: 10, short: 1 })
