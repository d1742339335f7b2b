import { STAGES } from '@techdeck/contracts'
import { delay, newId } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import type { System } from '../lib/system.ts'

/** Every worker and the API are told to stop, one after the other, while clients start runs: what was answered is there. */
export const rollingRestarts: FaultKind = {
  name: 'rolling restarts under load',
  amount: { long: 20, short: 1 },
  async cause(system, amount) {
    const tally = emptyTally()
    while (tally.tried < amount) {
      const answered: { key: string; id: string }[] = []
      const { problems } = await system.run(async (id) => {
        const over = new AbortController()
        const { datasetIds } = (await system.store.executions.get(id))!
        const asking = ask(system, datasetIds[0], answered, over.signal)
        for (const stage of STAGES) await system.fleet.tellToStop(stage)
        const pid = system.stack.service('api').state().pid
        if (pid !== undefined) process.kill(pid, 'SIGTERM')
        await backAgain(system)
        tally.tried++
        over.abort()
        await asking
      })
      addProblems(tally, problems)
      for (const { key, id } of answered) {
        const found = await system.store.executions.get(id)
        if (!found) addProblems(tally, [`lost: execution ${id} was answered and is not there`])
        const { dataset_ids } = await system.client.getPipeline({ params: { id } })
        const again = await system.client.executePipeline({
          body: { dataset_ids, execution_mode: 'dry_run' },
          headers: { 'idempotency-key': key },
        })
        if (again.id !== id) addProblems(tally, [`doubled: the key of ${id} stands for ${again.id}, too`])
      }
    }
    return tally
  },
}

/** Starts runs and cancels them, again and again; what was not answered may have happened or not. */
async function ask(system: System, datasetId: string, answered: { key: string; id: string }[], signal: AbortSignal) {
  while (!signal.aborted) {
    const key = newId()
    try {
      const { id } = await system.client.executePipeline({
        body: { dataset_ids: [datasetId], execution_mode: 'dry_run' },
        headers: { 'idempotency-key': key },
      })
      answered.push({ key, id })
      await system.client.cancelPipeline({ params: { id } })
    } catch {
      // The API is away, or the run has ended by itself.
    }
    await delay(100)
  }
}

async function backAgain({ client }: System): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await delay(100))
    if (await client.ready().then(Boolean, () => false)) return
  throw new Error('The API did not come back.')
}
