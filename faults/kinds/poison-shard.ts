import { STAGES, type StageName } from '@techdeck/contracts'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import type { System } from '../lib/system.ts'

/** Shards of the data set that have to be there, so that others are at work beside the poisonous one. */
const LEAST_SHARDS = 5

/**
 * A shard that ends every worker that works on it, in one stage after the other: it alone is parked, though the others
 * die with it at first; everything else goes through, and a retry heals it.
 */
export const poisonShard: FaultKind = {
  name: 'a poison shard',
  amount: { long: 6, short: 1 },
  async cause(system, amount, random) {
    const tally = emptyTally()
    const shards = await shardsOf(system)
    if (shards < LEAST_SHARDS) {
      addProblems(tally, [`lost: ${shards} shards are too few to be beside a poison shard; ask for more conversations`])
      return tally
    }
    const first = Math.floor(random() * STAGES.length)
    for (; tally.tried < amount; tally.tried++) {
      const stage = STAGES[(first + tally.tried) % STAGES.length]
      const poison = Math.floor(random() * shards)
      await system.fleet.restart(stage, { FAULT_POISON: String(poison) })
      const { executionId, datasetId, status } = await system.runUnchecked()
      const problems = await problemsOf(system, { executionId, datasetId, stage, poison, status })
      await system.fleet.restart(stage, {})
      await system.client.retryPipeline({ params: { id: executionId } })
      problems.push(...(await system.checkAfterRetry(executionId, datasetId)))
      addProblems(
        tally,
        problems.map((problem) => `${problem} (shard ${poison} of ${stage})`),
      )
    }
    return tally
  },
}

/** How many shards each stage of the system's data set has. */
async function shardsOf({ store, golden }: System): Promise<number> {
  const execution = await store.executions.get(golden.executionId)
  const [datasetId] = execution!.datasetIds
  return Math.min(...STAGES.flatMap((stage) => execution!.stages[datasetId][stage].plans.map(({ shards }) => shards)))
}

/** What is wrong with a run that met a poison shard. */
async function problemsOf(
  { client, store }: System,
  run: { executionId: string; datasetId: string; stage: StageName; poison: number; status: string },
): Promise<string[]> {
  const problems: string[] = []
  const { stages } = (await store.executions.get(run.executionId))!
  for (const stage of STAGES)
    for (const { plan, shards } of stages[run.datasetId][stage].plans)
      for (const { index, status } of await store.shards.range(plan, 0, shards)) {
        const wanted = stage === run.stage && index === run.poison ? 'parked' : 'done'
        if (status !== wanted) problems.push(`lost: shard ${index} of ${stage} is ${status}, not ${wanted}`)
      }
  if (run.status !== 'partial') problems.push(`lost: the run ended ${run.status}, not partial`)
  const shown = (await client.getPipeline({ params: { id: run.executionId } })).stages
  const records = shown.find(({ stage_name }) => stage_name === run.stage)?.records
  if (!records || records.quarantined === 0) problems.push('lost: the rows of the shard are not counted as quarantined')
  return problems
}
