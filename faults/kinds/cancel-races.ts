import { uploadReady } from '@techdeck/bench/stack'
import { writeConversations } from '@techdeck/bench/conversations'
import { delay } from '@techdeck/core'
import { join } from 'node:path'
import { emptyTally, type FaultKind } from '../lib/kind.ts'

/** Cancelling while an execution ends: exactly one of the two wins, and the records and events say which. */
export const cancelRaces: FaultKind = {
  name: 'cancel against completion',
  amount: { long: 50, short: 6 },
  async cause(system, amount, random) {
    const tally = emptyTally()
    const small = join(system.folder, 'small.jsonl')
    await writeConversations(small, 4)
    let usual = 1500
    for (let at = 0; at < amount; at++) {
      const datasetId = await uploadReady(system, small)
      const { id } = await system.client.executePipeline({ body: { dataset_ids: [datasetId], quality_threshold: 0 } })
      const started = performance.now()
      await delay(usual * (0.3 + random() * 0.8))
      const cancelled = await system.client.cancelPipeline({ params: { id } }).then(
        () => true,
        () => false,
      )
      const ends: string[] = []
      for await (const seen of system.client.watch(id))
        if (seen.kind === 'event' && /^pipeline\.(completed|partial|failed|cancelled)$/.test(seen.event.event))
          ends.push(seen.event.event)
      if (!cancelled) usual = Math.max(300, (usual + performance.now() - started) / 2)
      tally.tried++
      const { status } = await system.client.getPipeline({ params: { id } })
      const right =
        ends.length === 1 &&
        ends[0] === `pipeline.${status}` &&
        (cancelled ? status === 'cancelled' : status !== 'cancelled')
      if (right) continue
      tally.doubled++
      tally.problems.push(
        `doubled: cancel was ${cancelled ? 'taken' : 'refused'}, the record says ${status}, events say ${ends.join(', ')}`,
      )
    }
    return tally
  },
}
