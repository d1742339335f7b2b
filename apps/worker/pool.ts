import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { shareData } from '@techdeck/analysis/shared-data'
import { KeyUses, type KeyUse, type Used } from '@techdeck/artifacts'
import type { StageName } from '@techdeck/contracts'
import { AppError, type Logger, type SafeDetails } from '@techdeck/core'
import type { Compute, FinishTask, InspectTask, PreviewTask, ShardTask } from '@techdeck/pipeline'

export type ThreadCall =
  | { kind: 'shard'; task: ShardTask }
  | { kind: 'finish'; task: FinishTask }
  | { kind: 'inspect'; task: InspectTask }
  | { kind: 'preview'; task: PreviewTask }

/** What a thread is given when it starts. */
export interface ThreadData {
  artifacts: string
  /** The stages that most of its tasks will be of. */
  stages: readonly StageName[]
}

/** `told` takes each use of a key ({@link Used}) as it happens, so that it is known when the thread does not live to answer. */
export type ThreadTask = ThreadCall & { told: MessagePort }

export type ThreadAnswer = { ok: true; value: unknown } | ({ ok: false } & Failure)

/** An error as plain data; classes do not survive the way between threads. */
interface Failure {
  code: string
  message: string
  userMessage: string
  retryable: boolean
  status: number
  details?: SafeDetails
}

/** What a thread said of its failure; the class it had there is gone. */
export class ThreadError extends AppError {
  override readonly code: string
  override readonly status: number
  override readonly retryable: boolean

  constructor({ message, userMessage, details, code, status, retryable }: Failure) {
    super(message, { userMessage, ...(details && { details }) })
    this.code = code
    this.status = status
    this.retryable = retryable
  }
}

export interface ThreadPool extends Compute {
  /** Tasks that wait or run. */
  readonly load: number
  close(): Promise<void>
}

/** Three semi-spaces. Conversations die young one by one: more room only means more garbage, a thread. */
const YOUNG_GENERATION_MB = 12

/**
 * Runs tasks in threads, so that the event loop stays free for locks, health checks and shutdown.
 * An aborted task's thread is ended at once; what it was writing is not moved into place.
 *
 * @throws {@link ThreadError} for what a task throws
 * @throws what is worth another attempt when its thread is lost: it ran out of memory, or ended itself
 */
export function createPool(options: {
  threads: number
  memoryMb: number
  artifacts: string
  stages: readonly StageName[]
  logger: Logger
  /**
   * Told what a task encrypted and decrypted, before its result is given, and also where its thread was ended in the
   * middle of it; when it throws, the task has failed.
   */
  used?: (uses: readonly KeyUse[]) => Promise<void>
  /** The module that threads run. */
  entry?: URL
}): ThreadPool {
  // Read once, before the first thread starts: threads find them there.
  shareData()
  const pool = new Piscina({
    filename: (options.entry ?? new URL('./thread.ts', import.meta.url)).href,
    minThreads: 1,
    maxThreads: options.threads,
    idleTimeout: 60_000,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    workerData: { artifacts: options.artifacts, stages: options.stages } satisfies ThreadData,
  })
  pool.on('error', (error) => options.logger.error({ err: error }, 'A thread was lost'))

  let load = 0
  async function call<T>(message: ThreadCall, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted()
    load++
    const { port1: heard, port2: told } = new MessageChannel()
    try {
      const answer = await answerOf({ ...message, told }, signal, heard)
      if (!answer.ok) throw new ThreadError(answer)
      return answer.value as T
    } finally {
      heard.close()
      load--
    }
  }
  async function answerOf(task: ThreadTask, signal: AbortSignal, heard: MessagePort): Promise<ThreadAnswer> {
    try {
      return (await pool.run(task, { signal, transferList: [task.told] })) as ThreadAnswer
    } finally {
      await options.used?.(usesHeard(heard))
    }
  }
  return {
    get load() {
      return load
    },
    shard: (task, signal) => call({ kind: 'shard', task }, signal),
    finish: (task, signal) => call({ kind: 'finish', task }, signal),
    inspect: (task, signal) => call({ kind: 'inspect', task }, signal),
    preview: (task, signal) => call({ kind: 'preview', task }, signal),
    close: () => pool.destroy(),
  }
}

/** What a thread told so far; that is there also when the thread is not any more. */
function usesHeard(port: MessagePort): KeyUse[] {
  const uses = new KeyUses()
  for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) uses.add(got.message as Used)
  return uses.take()
}
