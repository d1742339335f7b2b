import { shardId } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import { stageAtWork } from '../lib/recovery.ts'
import type { System } from '../lib/system.ts'

const STOPS_A_RUN = 5

/** SIGTERM to the worker that is at work: it is gone soon, and what it hands back is no claim. */
export const toldToStop: FaultKind = {
  name: 'workers told to stop',
  amount: { long: 30, short: 2 },
  limitMs: 10_000,
  async cause(system, amount, random) {
    const tally = emptyTally()
    while (tally.tried < amount) {
      const { executionId, problems } = await system.run(async (id) => {
        for (let stop = 0; stop < STOPS_A_RUN && tally.tried < amount; stop++) {
          await delay(200 + random() * 700)
          const stage = await stageAtWork(system, id)
          if (!stage) return
          const { code, ms } = await system.fleet.tellToStop(stage)
          tally.tried++
          tally.recoveryMs.push(ms)
          // One that was just starting has nothing to hand back, and is ended by the signal.
          if (code) addProblems(tally, [`lost: a worker of ${stage} that was told to stop ended with ${code}`])
        }
      })
      addProblems(tally, [...problems, ...(await lostClaims(system, executionId))])
    }
    return tally
  },
}

/** Shards that were claimed and neither committed nor handed back. */
async function lostClaims({ store }: System, executionId: string): Promise<string[]> {
  const { stages } = (await store.executions.get(executionId))!
  const plans = Object.values(stages).flatMap((chain) => Object.values(chain).flatMap((stage) => stage.plans))
  const problems: string[] = []
  for (const { plan, shards } of plans)
    for (const { index, claims } of await store.shards.range(plan, 0, shards))
      if (claims !== 1) problems.push(`lost: shard ${shardId(plan, index)} was claimed ${claims} times`)
  return problems
}
