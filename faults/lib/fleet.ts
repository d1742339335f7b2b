import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { STAGES, type StageName } from '@techdeck/contracts'
import { WORKER_ENVIRONMENT, WORKER_NODE_OPTIONS } from '@techdeck/devstack'

const WORKER = new URL('./worker.ts', import.meta.url).pathname

export const CRASH_POINTS = [
  'after-claim',
  'artifact-written',
  'committed',
  'stage-finished',
  'result-saved',
  'stage-closed',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

/** One worker a stage; one that dies is started again at once, as a supervisor would. */
export class Fleet {
  readonly #environment: Readonly<Record<string, string | undefined>>
  readonly #workers = new Map<StageName, ChildProcess>()
  readonly #lasting = new Map<StageName, Record<string, string>>()
  readonly #log: number
  #stopped = false
  /** Workers that ended by themselves or were killed. */
  deaths = 0

  constructor(environment: Readonly<Record<string, string | undefined>>, folder: string) {
    this.#environment = environment
    this.#log = openSync(join(folder, 'workers.log'), 'a')
    for (const stage of STAGES) this.#start(stage)
  }

  /** Restarts every worker so that it dies once at a point. */
  async arm(point: CrashPoint): Promise<void> {
    const old = [...this.#workers.values()]
    for (const stage of STAGES) this.#start(stage, { FAULT_CRASH_AT: point })
    await Promise.all(old.map((worker) => end(worker)))
  }

  /** Restarts one worker; what is in `faults` stays with it over its deaths. */
  async restart(stage: StageName, faults: Record<string, string>): Promise<void> {
    const old = this.#workers.get(stage)!
    this.#lasting.set(stage, faults)
    this.#start(stage)
    await end(old)
  }

  pid(stage: StageName): number {
    return this.#workers.get(stage)!.pid!
  }

  kill(stage: StageName, signal: NodeJS.Signals): void {
    this.#workers.get(stage)!.kill(signal)
  }

  /** Tells one worker to end by itself; how it did, and after how long. */
  async tellToStop(stage: StageName): Promise<{ code: number | null; ms: number }> {
    const worker = this.#workers.get(stage)!
    const told = performance.now()
    const ended = once(worker, 'exit')
    worker.kill('SIGTERM')
    await ended
    return { code: worker.exitCode, ms: Math.round(performance.now() - told) }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all([...this.#workers.values()].map((worker) => end(worker)))
  }

  #start(stage: StageName, faults: Record<string, string> = this.#lasting.get(stage) ?? {}): void {
    const worker = spawn(process.execPath, [...WORKER_NODE_OPTIONS, WORKER], {
      env: {
        ...WORKER_ENVIRONMENT,
        ...(this.#environment as NodeJS.ProcessEnv),
        STAGES: stage,
        PORT: '0',
        WORKER_THREADS: '2',
        ...faults,
      },
      stdio: ['ignore', this.#log, this.#log],
    })
    this.#workers.set(stage, worker)
    worker.once('exit', () => {
      if (this.#stopped || this.#workers.get(stage) !== worker) return
      this.deaths++
      this.#start(stage)
    })
  }
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  worker.kill('SIGKILL')
  await once(worker, 'exit')
}
