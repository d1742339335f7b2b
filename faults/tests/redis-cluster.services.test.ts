import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { writeConversations } from '@techdeck/bench/conversations'
import { startBenchStack, uploadReady, type BenchStack } from '@techdeck/bench/stack'
import { STAGES, isConserved } from '@techdeck/contracts'
import { startRedisCluster, type RedisCluster } from './support/redis-cluster.ts'

let cluster: RedisCluster
let system: BenchStack
beforeAll(async () => {
  cluster = await startRedisCluster()
  system = await startBenchStack({
    workers: [STAGES],
    environment: { REDIS_URL: cluster.url, MONGODB_URI: undefined, RECONCILE_MS: '1000' },
  })
}, 120_000)
afterAll(async () => {
  await system?.close()
  await cluster?.close()
})

/** Runs a data set to its end; what a watching client saw. `meanwhile` is called when the run has begun. */
async function run(conversations: number, meanwhile?: () => Promise<void>) {
  const path = join(system.folder, `${conversations}.jsonl`)
  await writeConversations(path, conversations, conversations)
  const { client } = system
  const { id } = await client.executePipeline({
    body: { dataset_ids: [await uploadReady(system, path)], quality_threshold: 0 },
  })
  let seen = 0
  let happening: Promise<void> | undefined
  for await (const one of client.watch(id, { patienceMs: 120_000 })) {
    if (one.kind === 'event') seen++
    happening ??= meanwhile?.()
  }
  await happening
  const { status, stages } = await client.getPipeline({ params: { id } })
  return { status, seen, stages }
}

describe('on a Redis Cluster of three masters with a replica each', () => {
  it('the whole system works: upload, queues, stages, events, progress', async () => {
    const { status, seen, stages } = await run(60)
    // A made-up conversation may be withheld.
    expect(['completed', 'partial']).toContain(status)
    expect(stages[0].records.conversations).toBe(60)
    expect(stages.filter(({ records }) => !isConserved(records))).toEqual([])
    expect(seen).toBeGreaterThan(12)
  }, 120_000)

  it('a run goes on under the replica when the master of the queues is killed, and so does the next', async () => {
    const interrupted = await run(200, () => cluster.failOver())
    expect(['completed', 'partial']).toContain(interrupted.status)
    expect(interrupted.stages[0].records.conversations).toBe(200)
    expect(interrupted.stages.filter(({ records }) => !isConserved(records))).toEqual([])
    const next = await run(30)
    expect(['completed', 'partial']).toContain(next.status)
    expect(next.stages[0].records.conversations).toBe(30)
  }, 240_000)
})
