import { shardId } from '@techdeck/contracts'
import { disturb } from '../lib/at-work.ts'
import { addProblems, type FaultKind } from '../lib/kind.ts'
import type { System } from '../lib/system.ts'

/** SIGTERM to the worker that is at work: it is gone soon, and what it hands back is no claim. */
export const toldToStop: FaultKind = {
  name: 'workers told to stop',
  amount: { long: 30, short: 2 },
  limitMs: 10_000,
  cause: (system, amount, random) =>
    disturb(
      system,
      amount,
      random,
      async (stage, _executionId, tally) => {
        const { code, ms } = await system.fleet.tellToStop(stage)
        tally.recoveryMs.push(ms)
        // One that was just starting has nothing to hand back, and is ended by the signal.
        if (code) addProblems(tally, [`lost: a worker of ${stage} that was told to stop ended with ${code}`])
      },
      (executionId) => lostClaims(system, executionId),
    ),
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
