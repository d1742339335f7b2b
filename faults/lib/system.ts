import { join } from 'node:path'
import { writeConversations } from '@techdeck/bench/conversations'
import { startBenchStack, uploadReady } from '@techdeck/bench/stack'
import type { Client, Watched } from '@techdeck/client'
import type { Stack } from '@techdeck/devstack'
import { connectStore, type Store } from '@techdeck/store'
import { checkRun, exportsOf, type Golden } from './check.ts'
import { Fleet } from './fleet.ts'

const PATIENCE_MS = 180_000

/** What one execution under faults came to. */
export interface RunReport {
  executionId: string
  status: string
  /** What the promises of the protocol were broken by; empty when by nothing. */
  problems: string[]
  durationMs: number
}

/** A whole system of real processes, and the outcome that every run of its data set must have. */
export interface System {
  stack: Stack
  fleet: Fleet
  client: Client
  store: Store
  folder: string
  dataset: string
  golden: Golden
  /** Runs the data set through all stages while `disturb` is at work, and checks what came of it. */
  run(disturb: (executionId: string) => Promise<void>): Promise<RunReport>
  /** Runs the data set and leaves judging to the caller. */
  runUnchecked(): Promise<{ executionId: string; datasetId: string; status: string }>
  /** Waits for the end of a retried execution and holds what is stored against the golden outcome. */
  checkAfterRetry(executionId: string, datasetId: string): Promise<string[]>
  close(): Promise<void>
}

export async function startSystem(conversations: number, reconcileMs: number): Promise<System> {
  const bench = await startBenchStack({ workers: [], environment: { RECONCILE_MS: String(reconcileMs) } })
  const { stack, client, folder } = bench
  const fleet = new Fleet(stack.environment, folder)
  const store = await connectStore({ uri: stack.environment.MONGODB_URI! })
  const dataset = join(folder, 'conversations.jsonl')
  await writeConversations(dataset, conversations)

  /** Uploads the data set anew, so that no stage can be reused, and starts a run of it. */
  async function begin(): Promise<{ id: string; datasetId: string }> {
    const datasetId = await uploadReady({ client }, dataset)
    const { id } = await client.executePipeline({
      body: { dataset_ids: [datasetId], quality_threshold: 0.5, export_formats: ['jsonl', 'csv'] },
    })
    return { id, datasetId }
  }

  async function watch(id: string, seen: Watched[]): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    try {
      for await (const one of client.watch(id, { patienceMs: PATIENCE_MS, signal })) seen.push(one)
    } catch {
      // What it did not see is a finding of the check.
    }
  }

  const system: System = {
    stack,
    fleet,
    client,
    store,
    folder,
    dataset,
    golden: { executionId: '', exports: {}, records: {}, status: '' },
    async run(disturb) {
      const { id, datasetId } = await begin()
      const started = performance.now()
      const seen: Watched[] = []
      const watching = watch(id, seen)
      const disturbing = disturb(id)
      await watching
      await disturbing
      const durationMs = Math.round(performance.now() - started)
      const { status, problems } = await checkRun(system, id, datasetId, seen)
      return { executionId: id, status, problems, durationMs }
    },
    async runUnchecked() {
      const { id, datasetId } = await begin()
      await watch(id, [])
      const { status } = await client.getPipeline({ params: { id } })
      return { executionId: id, datasetId, status }
    },
    async checkAfterRetry(id, datasetId) {
      const seen: Watched[] = []
      await watch(id, seen)
      return (await checkRun(system, id, datasetId, null)).problems
    },
    async close() {
      await fleet.stop()
      await store.close()
      await bench.close()
    },
  }
  try {
    const calm = await system.run(async () => {})
    system.golden = await exportsOf(system, calm.executionId)
    if (!['completed', 'partial'].includes(calm.status)) throw new Error(`Without faults the run ended ${calm.status}.`)
    return system
  } catch (error) {
    await system.close()
    throw error
  }
}
