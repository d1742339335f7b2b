import { AsyncLocalStorage } from 'node:async_hooks'
import {
  STAGES,
  emptyRecords,
  isConserved,
  isFinal,
  type Dataset,
  type Execution,
  type ShardResult,
  type StageName,
} from '@techdeck/contracts'
import { ResourceError, createLogger, newId, seeded, systemClock } from '@techdeck/core'
import type { PipelineDeps } from '../deps.ts'
import { createHandlers } from '../handlers.ts'
import {
  MemoryDatasets,
  MemoryEvents,
  MemoryExecutions,
  MemoryFlows,
  MemoryKeys,
  MemoryLeases,
  MemoryProgress,
  MemoryResults,
  MemoryShards,
} from '../memory/index.ts'
import { planExecution } from '../plan.ts'
import type { ArtifactStore } from '../ports.ts'
import { ProgressTracker } from '../progress.ts'
import { Reconciler } from '../reconcile.ts'
import type { Compute, FinishOutcome } from '../tasks.ts'

export interface History {
  /** What went wrong with the promises of the protocol; empty when nothing did. */
  problems: string[]
  faults: number
  rounds: number
}

const ROWS = 4
const WORKERS = 3
/** The worker that a call belongs to. */
const running = new AsyncLocalStorage<number>()
const FAULTY_STEPS = 400
const MAX_STEPS = 20_000
const logger = createLogger('simulation', { level: 'silent' })

/**
 * Runs one execution over ports in memory where a seed decides everything: which answer comes next, which job a worker
 * takes, what is lost (queues wiped, jobs lost or handed out twice, workers killed in the middle, writes that took
 * effect without an answer). After a while the faults stop; then the execution has to end, with every row exactly once.
 */
export async function simulate(seed: number): Promise<History> {
  const random = seeded(seed)
  const gates: { worker: number; open(): void }[] = []
  let faulty = true
  let faults = 0

  /** Waits until the scheduler lets this go on. */
  const gate = (): Promise<void> => new Promise((open) => gates.push({ worker: running.getStore() ?? -1, open }))

  /** A port whose every call waits for its turn, and may fail before or after it took effect. */
  const shaky = <T extends object>(port: T, fails: boolean): T =>
    new Proxy(port, {
      get(target, name) {
        const method = Reflect.get(target, name) as unknown
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          await gate()
          const fate = faulty && fails ? random.next() : 1
          if (fate < 0.01) return fail()
          const answer: unknown = await method.apply(target, args)
          if (fate < 0.02) return fail()
          return answer
        }
      },
    })
  const fail = (): never => {
    faults++
    throw new ResourceError('The server did not answer.')
  }

  const oneOf = <T>(items: T[]): T | undefined => items[random.below(items.length)]
  const stores = {
    executions: new MemoryExecutions(),
    shards: new MemoryShards(),
    results: new MemoryResults(),
    datasets: new MemoryDatasets(),
  }
  const flows = new MemoryFlows()
  const artifacts = new Map<string, true>()
  const deps: PipelineDeps = {
    executions: shaky(stores.executions, true),
    shards: shaky(stores.shards, true),
    results: shaky(stores.results, true),
    datasets: stores.datasets,
    keys: new MemoryKeys(),
    leases: new MemoryLeases(),
    keyRing: {
      pseudonymKey: new Uint8Array(32),
      unwrap: async ({ id, datasetId }) => ({ id, datasetId, key: new Uint8Array(32) }),
    },
    artifacts: { remove: async (key: string) => void artifacts.delete(key) } as unknown as ArtifactStore,
    events: new MemoryEvents(),
    progress: new MemoryProgress(),
    flows: shaky(flows, true),
    compute: fakeCompute(gate, artifacts),
    stages: FAKE_STAGES,
    clock: systemClock,
    logger,
    window: 3,
  }
  const tracker = new ProgressTracker({ ...deps, ...stores, progress: new MemoryProgress() }, 1e9)
  const handlers = createHandlers(deps, tracker)
  const execution = await begin(stores, deps, 1 + random.below(6))
  await flows.addFlow(execution)
  const reconciler = new Reconciler({ ...deps, ...stores, flows }, 'simulated')

  const working = new Map<Promise<void>, { id: string; worker: number }>()
  for (let step = 0; step < MAX_STEPS; step++) {
    if (step === FAULTY_STEPS) faulty = false
    if (step % 20 === 0 && isFinal((await stores.executions.get(execution.id))!.status)) break
    const ready = flows.ready()
    if (gates.length > 0 && (random.chance(0.8) || ready.length === 0))
      gates.splice(random.below(gates.length), 1)[0].open()
    else if (ready.length > 0 && working.size < 4) {
      const id = ready[random.below(ready.length)]
      const worker = random.below(WORKERS)
      const work = running
        .run(worker, () => flows.work(id, handlers, new AbortController().signal))
        .finally(() => working.delete(work))
      working.set(work, { id, worker })
    } else if (gates.length === 0) await look()
    else gates.splice(random.below(gates.length), 1)[0].open()
    if (faulty && random.chance(0.03)) disturb()
    await settle()
  }

  /** Several looks: two must agree before a round begins. */
  async function look(): Promise<void> {
    const looking = reconciler.look().catch(() => {})
    await settle()
    while (gates.length > 0) {
      gates.shift()!.open()
      await settle()
    }
    await looking
  }

  function disturb(): void {
    faults++
    const kind = random.below(4)
    const active = flows.active()
    if (kind === 0 && random.chance(0.2)) flows.wipe()
    else if (kind === 1) flows.lose(oneOf([...flows.ready(), ...active]) ?? '')
    else if (kind === 2) flows.redeliver(oneOf(active) ?? '')
    else killWorker(random.below(WORKERS))
  }

  /** What a dead worker asked is never answered, and its jobs are handed out again. */
  function killWorker(dead: number): void {
    for (let at = gates.length - 1; at >= 0; at--) if (gates[at].worker === dead) gates.splice(at, 1)
    for (const [work, { id, worker }] of working) {
      if (worker !== dead) continue
      working.delete(work)
      flows.redeliver(id)
    }
  }

  tracker.close()
  const ended = (await stores.executions.get(execution.id))!
  return { problems: await problemsOf(ended, stores, artifacts), faults, rounds: ended.round }
}

/** Lets everything run that can run without another gate. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve()
}

const FAKE_SUMMARY = { empty: () => 0, add: (sum: number) => sum + 1, merge: (a: number, b: number) => a + b }
const FAKE_STAGES = Object.fromEntries(
  STAGES.map((stage) => [
    stage,
    {
      summary: FAKE_SUMMARY,
      phases: [{ name: 'run', input: stage === 'ingestion' ? 'source' : 'shards', run: () => [] }],
    },
  ]),
) as unknown as PipelineDeps['stages']

/** Shards that account for `ROWS` records each, written "somewhere". */
function fakeCompute(gate: () => Promise<void>, artifacts: Map<string, true>): Compute {
  return {
    async shard(task): Promise<ShardResult> {
      await gate()
      artifacts.set(task.output, true)
      await gate()
      return {
        artifact: task.output,
        hash: `${task.stage}.${task.index}`,
        sizeBytes: 1,
        records: { ...emptyRecords(), in: ROWS, out: ROWS, ...(task.stage === 'ingestion' && { conversations: ROWS }) },
        losses: [],
        summary: 1,
        durationMs: 1,
      }
    },
    async finish(): Promise<FinishOutcome> {
      await gate()
      return { report: {}, dropped: [], files: [] }
    },
    async inspect() {
      throw new Error('Not part of this model.')
    },
  }
}

async function begin(
  stores: { executions: MemoryExecutions; datasets: MemoryDatasets },
  deps: PipelineDeps,
  shards: number,
): Promise<Execution> {
  const keys = deps.keys as MemoryKeys
  const id = newId()
  await keys.create({ id: 'key', datasetId: id, kekId: 'kek', wrapped: new Uint8Array(1), createdAt: new Date() })
  const dataset = {
    id,
    version: 1,
    status: 'ready',
    sha256: 'c'.repeat(64),
    dataKeyId: 'key',
    conversationCount: shards * ROWS,
    files: [
      { ordinal: 0, name: 'f', sizeBytes: 1, sha256: 'c', artifact: 'a', shards, rows: shards * ROWS, badRows: 0 },
    ],
  } as unknown as Dataset
  await stores.datasets.create(dataset)
  const execution = planExecution(
    {
      workspaceId: 'w',
      userId: 'u',
      datasets: [dataset],
      executionMode: 'standard',
      qualityThreshold: 0,
      enableBiasDetection: true,
      exportFormats: ['jsonl'],
    },
    new Date(),
  )
  await stores.executions.create(execution)
  return execution
}

async function problemsOf(
  execution: Execution,
  { executions, shards }: { executions: MemoryExecutions; shards: MemoryShards },
  artifacts: Map<string, true>,
): Promise<string[]> {
  const problems: string[] = []
  const [datasetId] = execution.datasetIds
  // Four deaths over one shard make it poison: it is parked and counted, which is no loss.
  const plans = STAGES.flatMap((stage) => execution.stages[datasetId][stage].plans)
  const records = (await Promise.all(plans.map(({ plan, shards: count }) => shards.range(plan, 0, count)))).flat()
  const parked = records.some(({ status }) => status === 'parked')
  if (execution.status !== 'completed' && !parked) problems.push(`ended ${execution.status}`)
  const total = execution.datasets[0].weight
  for (const stage of STAGES)
    problems.push(...(await stageProblems(execution, stage, shards, artifacts, total, parked)))
  const events = await executions.events(execution.id, 0, 10_000)
  if (events.some(({ seq }, at) => seq !== at + 1)) problems.push('a hole in the numbers of events')
  if (new Set(events.map(({ key }) => key)).size !== events.length) problems.push('an event twice')
  const ends = events.filter(({ event }) => /^pipeline\.(completed|partial|failed)$/.test(event))
  if (ends.length !== 1) problems.push(`${ends.length} ends`)
  return problems
}

async function stageProblems(
  execution: Execution,
  stage: StageName,
  shards: MemoryShards,
  artifacts: Map<string, true>,
  total: number,
  parked: boolean,
): Promise<string[]> {
  const problems: string[] = []
  const { records, output, status } = execution.stages[execution.datasetIds[0]][stage]
  if (!records || !output) return parked ? [] : [`${stage} is ${status} without a result`]
  if (!isConserved(records)) problems.push(`${stage} does not add up`)
  if (stage === 'ingestion' && records.in !== total) problems.push(`ingestion saw ${records.in} of ${total}`)
  if (!parked && records.out !== total) problems.push(`${stage} let ${records.out} of ${total} through`)
  for (const record of await shards.range(output.plan, 0, output.shards)) {
    if (record.status === 'open') problems.push(`${stage} ended with shard ${record.index} open`)
    if (record.result && !artifacts.has(record.result.artifact))
      problems.push(`${stage} lost the artifact of shard ${record.index}`)
  }
  return problems
}
