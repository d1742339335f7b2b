import { join } from 'node:path'
import { FlowProducer, Worker, type FlowJob } from 'bullmq'
import { STAGES } from '@techdeck/contracts'
import { writeConversations } from './lib/conversations.ts'
import { startBenchStack, uploadReady } from './lib/stack.ts'

// What the orchestration itself costs: an execution that has nothing to compute (every stage's result is there already)
// from the request to its last event, beside a bare BullMQ flow of seven jobs on the same Redis.

const RUNS = 25
const median = (values: number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] * 10) / 10

const bench = await startBenchStack()
try {
  const file = join(bench.folder, 'small.jsonl')
  await writeConversations(file, 4)
  const datasetId = await uploadReady(bench, file)
  const run = async (): Promise<number> => {
    const started = performance.now()
    const { id } = await bench.client.executePipeline({ body: { dataset_ids: [datasetId], quality_threshold: 0 } })
    for await (const seen of bench.client.watch(id)) if (seen.kind === 'end') break
    return performance.now() - started
  }
  const first = await run()
  const empty: number[] = []
  for (let at = 0; at < RUNS; at++) empty.push(await run())
  const bare = await bareFlows(bench.stack.environment.REDIS_URL!)
  const result = {
    empty_ms: median(empty),
    empty_max_ms: Math.round(Math.max(...empty)),
    limit_ms: 50,
    bare_flow_ms: median(bare),
    ratio_to_bare: Math.round((median(empty) / median(bare)) * 10) / 10,
    first_with_work_ms: Math.round(first),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await bench.close()
}

async function bareFlows(url: string): Promise<number[]> {
  const { hostname: host, port } = new URL(url)
  const connection = { host, port: Number(port), maxRetriesPerRequest: null }
  const producer = new FlowProducer({ connection, prefix: '{bare}' })
  let ended: (() => void) | undefined
  const workers = ['root', ...STAGES].map(
    (name) =>
      new Worker(name, async () => void (name === 'root' && setImmediate(() => ended?.())), {
        connection,
        prefix: '{bare}',
      }),
  )
  await Promise.all(workers.map((worker) => worker.waitUntilReady()))
  const times: number[] = []
  for (let at = 0; at < RUNS; at++) {
    const done = new Promise<void>((resolve) => (ended = resolve))
    const started = performance.now()
    const chain = STAGES.map((name): FlowJob => ({ name, queueName: name })).reduce((before, node) => ({
      ...node,
      children: [before],
    }))
    await producer.add({ name: 'root', queueName: 'root', children: [chain] })
    await done
    times.push(performance.now() - started)
  }
  await Promise.all([...workers.map((worker) => worker.close()), producer.close()])
  return times
}
