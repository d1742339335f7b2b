import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { writeConversations } from '@techdeck/bench/conversations'
import { uploadReady } from '@techdeck/bench/stack'
import { isFinal, STAGES } from '@techdeck/contracts'
import { startTestStack, type TestStack } from './support/test-stack.ts'

const HUGE = 1800
const SMALL = 60
/** How much longer a small run may take beside a huge one. */
const FACTOR = 5

let system: TestStack
beforeAll(async () => {
  system = await startTestStack({ workers: STAGES.map((stage) => [stage]) })
}, 60_000)
afterAll(() => system?.close())

/** A data set of its own content, so that nothing is reused. */
async function datasetOf(conversations: number, seed: number): Promise<string> {
  const path = join(system.folder, `${seed}.jsonl`)
  await writeConversations(path, conversations, seed)
  return uploadReady(system, path)
}

const start = async (id: string) =>
  (await system.client.executePipeline({ body: { dataset_ids: [id], quality_threshold: 0 } })).id

async function timed(id: string): Promise<number> {
  const began = performance.now()
  const { status } = await system.ended(await start(id))
  expect(['completed', 'partial']).toContain(status)
  return performance.now() - began
}

const isOver = async (id: string) => isFinal((await system.client.getPipeline({ params: { id } })).status)

describe('a small run beside a huge one', () => {
  it('gets its share: it ends first, and not much later than it would alone', async () => {
    await timed(await datasetOf(SMALL, 1))
    const alone = await timed(await datasetOf(SMALL, 2))
    const small = [await datasetOf(SMALL, 3), await datasetOf(SMALL, 4), await datasetOf(SMALL, 5)]
    const huge = await start(await datasetOf(HUGE, 6))
    // Wherever the huge run is when the small one comes.
    const beside: number[] = []
    for (const id of small) {
      const took = await timed(id)
      if (!(await isOver(huge))) beside.push(took)
    }
    const times = `alone ${Math.round(alone)} ms, beside ${beside.map(Math.round).join(', ')} ms`
    process.stderr.write(`a small run ${times}\n`)
    expect(beside.length).toBeGreaterThan(0)
    const median = beside.toSorted((a, b) => a - b)[Math.floor(beside.length / 2)]
    expect(median).toBeLessThan(FACTOR * alone)
    expect(['completed', 'partial']).toContain((await system.ended(huge)).status)
  }, 90_000)
})
