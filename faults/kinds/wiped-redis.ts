import { Redis } from 'ioredis'
import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import { isRunning, untilWorkGoesOn } from '../lib/recovery.ts'

/** FLUSHALL, or the loss of one job's key, in the middle of a run. */
export const wipedRedis: FaultKind = {
  name: 'Redis wiped, or a single key lost',
  amount: { long: 20, short: 2 },
  limitMs: 60_000,
  async cause(system, amount, random) {
    const tally = emptyTally()
    const redis = new Redis(system.stack.environment.REDIS_URL!)
    redis.on('error', () => {})
    while (tally.tried < amount) {
      const whole = tally.tried % 2 === 0
      const { problems } = await system.run(async (id) => {
        await delay(300 + random() * 1500)
        if (!(await isRunning(system, id))) return
        if (whole) await redis.flushall()
        else await loseOneJob(redis, id, random)
        tally.tried++
        const recovered = await untilWorkGoesOn(system, id)
        if (recovered !== null) tally.recoveryMs.push(recovered)
      })
      addProblems(tally, problems)
    }
    redis.disconnect()
    return tally
  },
}

async function loseOneJob(redis: Redis, executionId: string, random: () => number): Promise<void> {
  const keys = (await redis.keys(`{techdeck}:*:${executionId}.*`)).toSorted()
  if (keys.length > 0) await redis.del(keys[Math.floor(random() * keys.length)])
}
