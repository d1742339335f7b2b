import {
  STAGES,
  emptyRecords,
  type Dataset,
  type Execution,
  type ExecutionEvent,
  type ShardResult,
  type Tracker,
} from '@techdeck/contracts'
import { ResourceError, createLogger, newId, type Clock } from '@techdeck/core'
import type { PipelineDeps } from '../deps.ts'
import { createHandlers } from '../handlers.ts'
import { memoryPorts } from '../memory/index.ts'
import { planExecution, type ExecutionRequest } from '../plan.ts'
import type { ArtifactStore } from '../ports.ts'
import { ProgressTracker } from '../progress.ts'
import { Reconciler } from '../reconcile.ts'
import type { Compute, FinishOutcome, FinishTask, ShardTask } from '../tasks.ts'
import { testKeyRing } from './artifacts.ts'

/** Records of each shard of a world. */
export const ROWS = 4

/** What a test changes of the work; without it, every shard and every stage lets everything through. */
export interface FakeWork {
  shard?: (task: ShardTask, signal: AbortSignal) => Promise<Partial<ShardResult>> | Partial<ShardResult>
  finish?: (task: FinishTask, signal: AbortSignal) => Promise<Partial<FinishOutcome>> | Partial<FinishOutcome>
  inspect?: Compute['inspect']
  preview?: Compute['preview']
}

export type World = ReturnType<typeof createWorld>

/** The whole orchestrator over ports in memory; only what stages do with content is made up. */
export function createWorld({
  work = {},
  window = 3,
  clock,
  shardMs,
}: { work?: FakeWork; window?: number; clock?: Clock; shardMs?: number } = {}) {
  const ports = memoryPorts()
  const { executions, shards, results, datasets, keys, events, progress, flows } = ports
  const artifacts = new Map<string, number>()
  const told: ExecutionEvent[] = []
  const shown: Tracker[] = []
  events.onEvent.add((_, event) => void told.push(event))
  progress.onTracker.add((tracker) => void shown.push(tracker))
  const deps: PipelineDeps = {
    ...ports,
    keyRing: testKeyRing,
    artifacts: { remove: async (key: string) => void artifacts.delete(key) } as unknown as ArtifactStore,
    compute: fakeCompute(work, artifacts),
    stages: FAKE_STAGES,
    clock: clock ?? { now: () => new Date() },
    logger: createLogger('world', { level: 'silent' }),
    window,
    ...(shardMs !== undefined && { shardMs }),
  }
  const tracker = new ProgressTracker(deps, 0)
  const handlers = createHandlers(deps, tracker)
  const reconciler = new Reconciler(deps, 'world')

  return {
    deps,
    executions,
    shards,
    results,
    datasets,
    flows,
    progress,
    tracker,
    handlers,
    reconciler,
    artifacts,
    /** Events as watchers were told of them. */
    told,
    /** Trackers as they were shown. */
    shown,

    async addDataset(count: number, overrides: Partial<Dataset> = {}): Promise<Dataset> {
      const dataset = newDataset(count, overrides)
      await keys.create({
        id: dataset.dataKeyId,
        datasetId: dataset.id,
        kekId: 'kek',
        wrapped: new Uint8Array(32),
        createdAt: new Date(),
      })
      await datasets.create(dataset)
      return dataset
    },

    /** Records an execution and queues its flow. */
    async start(over: readonly Dataset[], request: Partial<ExecutionRequest> = {}): Promise<Execution> {
      const execution = planExecution({ ...STANDARD, datasets: over, ...request }, new Date())
      await executions.create(execution)
      await flows.addFlow(execution)
      return execution
    },

    /** Works until nothing is ready. */
    work: (signal = new AbortController().signal, concurrency = 2) => flows.drain(handlers, signal, concurrency),

    /** Looks until two looks in a row have agreed. */
    async reconcile(): Promise<void> {
      await reconciler.look()
      await reconciler.look()
    },

    /** Lets every process that ends a last stage fail before it has closed the execution, until that is undone. */
    loseClosing(): () => void {
      const own = executions.transition.bind(executions)
      executions.transition = async (id, change) => {
        if (change.to === 'completed') throw new ResourceError('Lost.')
        return own(id, change)
      }
      return () => (executions.transition = own)
    },

    async find({ id }: { id: string }): Promise<Execution> {
      return (await executions.get(id))!
    },

    eventsOf: ({ id }: { id: string }) => executions.events(id, 0, 10_000),
  }
}

const STANDARD = {
  workspaceId: 'w',
  userId: 'u',
  executionMode: 'standard',
  qualityThreshold: 0.7,
  enableBiasDetection: true,
  exportFormats: ['jsonl'],
} satisfies Partial<ExecutionRequest>

/** A ready data set of one file with this many shards. */
export function newDataset(count: number, overrides: Partial<Dataset> = {}): Dataset {
  const id = newId()
  const sha256 = id.replaceAll('-', '').padEnd(64, '0')
  return {
    id,
    workspaceId: 'w',
    userId: 'u',
    name: 'sessions.jsonl',
    version: 1,
    status: 'ready',
    format: 'jsonl',
    encoding: 'utf-8',
    conversationCount: count * ROWS,
    turnCount: count * ROWS * 10,
    sizeBytes: count * 1000,
    sha256,
    files: [
      {
        ordinal: 0,
        name: 'sessions.jsonl',
        sizeBytes: count * 1000,
        sha256,
        artifact: `${id}/uploads/0`,
        shards: count,
        rows: count * ROWS,
        badRows: 0,
      },
    ],
    problems: [],
    dataKeyId: `key-${id}`,
    createdAt: new Date(),
    updatedAt: new Date(),
    ...overrides,
  }
}

/** Stages that count their shards. */
const FAKE_STAGES = Object.fromEntries(
  STAGES.map((stage) => [
    stage,
    {
      summary: { empty: () => 0, add: (sum: number) => sum + 1, merge: (a: number, b: number) => a + b },
      phases: [{ name: 'run', input: stage === 'ingestion' ? 'source' : 'shards', run: () => [] }],
    },
  ]),
) as unknown as PipelineDeps['stages']

/** Work that lets every record through; `artifacts` says how many each artifact holds. */
function fakeCompute({ shard, finish, inspect, preview }: FakeWork, artifacts: Map<string, number>): Compute {
  return {
    async shard(task, signal) {
      const changes = await shard?.(task, signal)
      signal.throwIfAborted()
      const result = { ...wholeResult(task, artifacts), ...changes }
      artifacts.set(task.output, result.records.out)
      return result
    },
    async finish(task, signal) {
      const changes = await finish?.(task, signal)
      signal.throwIfAborted()
      return { report: {}, dropped: [], files: [], ...changes }
    },
    async inspect(task, signal) {
      if (!inspect) throw new Error('Not part of this world.')
      return inspect(task, signal)
    },
    async preview(task, signal) {
      await preview?.(task, signal)
    },
  }
}

function wholeResult({ stage, index, output, input }: ShardTask, artifacts: Map<string, number>): ShardResult {
  const rows = input.kind === 'source' ? ROWS : input.kind === 'shards' ? leastOf(input, artifacts) : 0
  return {
    artifact: output,
    hash: `${stage}.${index}.${rows}`,
    sizeBytes: 1,
    records: { ...emptyRecords(), in: rows, out: rows, ...(stage === 'ingestion' && { conversations: rows }) },
    losses: [],
    summary: 1,
    durationMs: 1,
  }
}

/** What is in all of the artifacts that a shard joins. */
const leastOf = (
  { conversations, notes }: Extract<ShardTask['input'], { kind: 'shards' }>,
  artifacts: Map<string, number>,
): number => Math.min(...[conversations, ...Object.values(notes)].map(({ artifact }) => artifacts.get(artifact) ?? 0))
