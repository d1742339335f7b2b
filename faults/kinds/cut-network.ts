import { STAGES } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { startCuttingProxy } from '../lib/cutting-proxy.ts'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import { isRunning, untilWorkGoesOn } from '../lib/recovery.ts'

/** The workers' way to Redis or to the database is cut for seconds: packets are lost without a word, or connections reset. */
export const cutNetwork: FaultKind = {
  name: 'the network between workers and servers cut',
  amount: { long: 20, short: 1 },
  limitMs: 60_000,
  async cause(system, amount, random) {
    const tally = emptyTally()
    const { REDIS_URL, MONGODB_URI } = system.stack.environment
    const [redis, mongo] = [new URL(REDIS_URL!), new URL(MONGODB_URI!)]
    const ways = await Promise.all(
      [redis, mongo].map(({ hostname, port }, at) => startCuttingProxy(hostname, Number(port || [6379, 27_017][at]))),
    )
    const faults = { REDIS_URL: through(redis, ways[0]), MONGODB_URI: through(mongo, ways[1]) }
    try {
      for (const stage of STAGES) await system.fleet.restart(stage, faults)
      while (tally.tried < amount) {
        const { problems } = await system.run(async (id) => {
          await delay(300 + random() * 1500)
          if (!(await isRunning(system, id))) return
          const way = ways[tally.tried % 2]
          way.cut(random() < 0.5)
          tally.tried++
          await delay(2000 + random() * (amount > 1 ? 28_000 : 2000))
          way.heal()
          const recovered = await untilWorkGoesOn(system, id)
          if (recovered !== null) tally.recoveryMs.push(recovered)
        })
        addProblems(tally, problems)
      }
    } finally {
      for (const stage of STAGES) await system.fleet.restart(stage, {})
      for (const way of ways) await way.close()
    }
    return tally
  },
}

const through = (url: URL, { port }: { port: number }): string =>
  Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href
