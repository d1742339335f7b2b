import type { StageName } from '@techdeck/contracts'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import type { System } from '../lib/system.ts'

/** Its index; every data set has a first shard. */
const POISON = 0

/** A shard that ends every worker that touches it: it is parked, everything else goes through, and a retry heals it. */
export const poisonShard: FaultKind = {
  name: 'a poison shard',
  amount: { long: 3, short: 1 },
  async cause(system, amount) {
    const tally = emptyTally()
    const stages = ['standardization', 'validation', 'quality'] as const
    for (const stage of stages.slice(0, amount)) {
      await system.fleet.restart(stage, { FAULT_POISON: String(POISON) })
      const { executionId, datasetId, status } = await system.runUnchecked()
      tally.tried++
      addProblems(tally, await problemsOf(system, { executionId, datasetId, stage, status }))
      await system.fleet.restart(stage, {})
      await system.client.retryPipeline({ params: { id: executionId } })
      addProblems(tally, await system.checkAfterRetry(executionId, datasetId))
    }
    return tally
  },
}

/**
 * What is wrong with a run that met a poison shard. Shards that were at work beside it whenever it killed its worker are
 * parked with it; where that is all of them, as in a small data set, nothing can go through and the run has failed.
 */
async function problemsOf(
  { client, store }: System,
  run: { executionId: string; datasetId: string; stage: StageName; status: string },
): Promise<string[]> {
  const execution = await store.executions.get(run.executionId)
  const { plan, shards } = execution!.stages[run.datasetId][run.stage].plans[0]
  const states = (await store.shards.range(plan, 0, shards)).map(({ status }) => status)
  if (states[POISON] !== 'parked') return [`lost: the poison shard of ${run.stage} is ${states[POISON]}, not parked`]
  const wanted = states.includes('done') ? 'partial' : 'failed'
  if (run.status !== wanted)
    return [`lost: with a poison shard in ${run.stage} the run ended ${run.status}, not ${wanted}`]
  const { stages } = await client.getPipeline({ params: { id: run.executionId } })
  const records = stages.find(({ stage_name }) => stage_name === run.stage)?.records
  return wanted === 'failed' || (records && records.quarantined > 0)
    ? []
    : [`lost: the rows of the poison shard of ${run.stage} are not counted as quarantined`]
}
