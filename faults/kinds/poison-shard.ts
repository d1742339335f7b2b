import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'

/** A shard that ends every worker that touches it: it is parked, everything else goes through, and a retry heals it. */
export const poisonShard: FaultKind = {
  name: 'a poison shard',
  amount: { long: 3, short: 1 },
  async cause(system, amount) {
    const tally = emptyTally()
    const stages = ['standardization', 'validation', 'quality'] as const
    for (const stage of stages.slice(0, amount)) {
      await system.fleet.restart(stage, { FAULT_POISON: '1' })
      const { executionId, datasetId, status } = await system.runUnchecked()
      tally.tried++
      if (status !== 'partial') addProblems(tally, [`lost: with a poison shard in ${stage} the run ended ${status}`])
      const parked = (await system.client.getPipeline({ params: { id: executionId } })).stages.find(
        ({ stage_name }) => stage_name === stage,
      )
      if (!parked?.records || parked.records.quarantined === 0)
        addProblems(tally, [`lost: the rows of the poison shard of ${stage} are not counted as quarantined`])
      await system.fleet.restart(stage, {})
      await system.client.retryPipeline({ params: { id: executionId } })
      addProblems(tally, await system.checkAfterRetry(executionId, datasetId))
    }
    return tally
  },
}
