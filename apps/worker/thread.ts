import { workerData } from 'node:worker_threads'
import { createFolderStore } from '@techdeck/artifacts'
import { AppError, describeError } from '@techdeck/core'
import type { Compute } from '@techdeck/pipeline'
import { createCompute } from '@techdeck/pipeline/compute'
import { STAGE_DEFINITIONS } from '@techdeck/stages'
import type { ThreadAnswer, ThreadCall } from './pool.ts'
import { withRelief } from './relief.ts'

// Classes do not survive the way between threads, so errors go as plain data.

const { artifacts } = workerData as { artifacts: string }
const { gc } = globalThis
const store = withRelief(createFolderStore(artifacts), gc && (() => gc({ type: 'minor' })))
const compute: Compute = createCompute({ artifacts: store, stages: STAGE_DEFINITIONS })

/** The entry of a pool's thread: does one task, from artifact to artifact. */
export default async function work(call: ThreadCall): Promise<ThreadAnswer> {
  try {
    return { ok: true, value: await valueOf(call) }
  } catch (error) {
    const { code, message, retryable } = describeError(error)
    if (!(error instanceof AppError)) return { ok: false, code, message, userMessage: message, retryable, status: 500 }
    const { status, userMessage, details } = error
    return { ok: false, code, message, userMessage, retryable, status, ...(details && { details }) }
  }
}

function valueOf({ kind, task }: ThreadCall): Promise<unknown> {
  const { signal } = new AbortController()
  if (kind === 'shard') return compute.shard(task, signal)
  if (kind === 'finish') return compute.finish(task, signal)
  if (kind === 'inspect') return compute.inspect(task, signal)
  return compute.preview(task, signal)
}
