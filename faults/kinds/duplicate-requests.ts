import { newId } from '@techdeck/core'
import { uploadReady } from '@techdeck/bench/stack'
import { emptyTally, type FaultKind } from '../lib/kind.ts'

/** The same request with the same Idempotency-Key, many times at once: one execution. */
export const duplicateRequests: FaultKind = {
  name: 'executes with one Idempotency-Key at once',
  amount: { long: 1000, short: 50 },
  async cause(system, amount) {
    const tally = emptyTally()
    const datasetId = await uploadReady(system, system.dataset)
    const key = newId()
    const answers = await Promise.all(
      Array.from({ length: amount }, () =>
        system.client.executePipeline({ body: { dataset_ids: [datasetId] }, headers: { 'idempotency-key': key } }),
      ),
    )
    tally.tried = amount
    const ids = new Set(answers.map(({ id }) => id))
    if (ids.size !== 1) {
      tally.doubled += ids.size - 1
      tally.problems.push(`doubled: ${ids.size} executions of one key`)
    }
    await system.client.cancelPipeline({ params: { id: answers[0].id } })
    for await (const seen of system.client.watch(answers[0].id)) if (seen.kind === 'end') break
    return tally
  },
}
