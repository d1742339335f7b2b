import { ResourceError, delay } from '@techdeck/core'
import type { FlowQueue } from '@techdeck/pipeline'

const LIMIT_MS = 1500

/**
 * A queue that gives up soon, where a worker's would wait for Redis: what is recorded is queued by the reconciler, so a
 * caller need not wait for it.
 */
export const impatient = (flows: FlowQueue): FlowQueue => ({
  addFlow: (execution) => within(flows.addFlow(execution)),
  addShards: (job, shards) => within(flows.addShards(job, shards)),
  addInspect: (job) => within(flows.addInspect(job)),
  addPreview: (job) => within(flows.addPreview(job)),
  flowAlive: (root, frontier) => within(flows.flowAlive(root, frontier)),
  inspectAlive: (job) => within(flows.inspectAlive(job)),
})

async function within<T>(work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = delay(LIMIT_MS, over.signal).then(() => {
    throw new ResourceError('The queue does not answer.')
  })
  late.catch(() => {})
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}
