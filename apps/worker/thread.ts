import { workerData, type MessagePort } from 'node:worker_threads'
import { observeKeyUse, openArtifactStore } from '@techdeck/artifacts'
import { STAGES, type StageName } from '@techdeck/contracts/names'
import { AppError, describeError } from '@techdeck/core'
import type { Compute } from '@techdeck/pipeline'
import { createCompute, type ComputeDeps } from '@techdeck/pipeline/compute'
import type { Stage } from '@techdeck/stages'
import { loadStage } from '@techdeck/stages/load'
import type { ThreadAnswer, ThreadCall, ThreadData, ThreadTask } from './pool.ts'
import { withRelief } from './relief.ts'

// Classes do not survive the way between threads, so errors go as plain data.

const { artifacts, stages } = workerData as ThreadData
const { gc } = globalThis
/** Of the task that is at work; a thread has one at a time. */
let told: MessagePort
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- ports of threads have no origin
const observed = observeKeyUse(await openArtifactStore(artifacts), (use) => told.postMessage(use))
const store = withRelief(observed, gc && (() => gc({ type: 'minor' })))
// The stages of its worker are there before the first task; others are loaded by a task that asks for them.
const loaded: Partial<Record<StageName, Stage>> = {}
await load(stages)
const compute: Compute = createCompute({ artifacts: store, stages: loaded as ComputeDeps['stages'] })

async function load(names: readonly StageName[]): Promise<void> {
  for (const name of names) loaded[name] ??= await loadStage(name)
}

/** The entry of a pool's thread: does one task, from artifact to artifact. */
export default async function work({ told: port, ...call }: ThreadTask): Promise<ThreadAnswer> {
  told = port
  try {
    await load(stagesOf(call))
    const value = await valueOf(call)
    tidyUp(call)
    return { ok: true, value }
  } catch (error) {
    const { code, message, retryable } = describeError(error)
    const failed = { ok: false, code, message, retryable } as const
    if (!(error instanceof AppError)) return { ...failed, userMessage: message, status: 500 }
    const { status, userMessage, details } = error
    return { ...failed, userMessage, status, ...(details && { details }) }
  }
}

/** What this thread has done before. */
const done = new Set<string>()

/**
 * What code builds at its first use, such as word lists, leaves much behind that V8 would let lie for long; it is
 * collected once the task is answered.
 */
function tidyUp({ kind, task }: ThreadCall): void {
  const use = 'stage' in task ? `${kind} ${task.stage}` : kind
  if (done.has(use)) return
  done.add(use)
  setImmediate(() => gc?.())
}

/** Whose code a task runs; looking at files takes none. */
function stagesOf({ kind, task }: ThreadCall): readonly StageName[] {
  if (kind === 'preview') return STAGES
  return kind === 'inspect' ? [] : [task.stage]
}

function valueOf({ kind, task }: ThreadCall): Promise<unknown> {
  const { signal } = new AbortController()
  if (kind === 'shard') return compute.shard(task, signal)
  if (kind === 'finish') return compute.finish(task, signal)
  if (kind === 'inspect') return compute.inspect(task, signal)
  return compute.preview(task, signal)
}
