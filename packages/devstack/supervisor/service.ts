import { delay } from '@techdeck/core'
import { startMark } from '../servers/processes.ts'
import type { ServiceState } from './state.ts'

/** A process that answers. */
export interface Running {
  readonly pid?: number
  readonly kind?: string
  readonly note?: string
  readonly exited: Promise<unknown>
  stop(): Promise<void>
  kill(): Promise<void>
}

export interface ServiceOptions {
  name: string
  url: string
  /** Starts the process and waits until it answers; rejects when the signal aborts. */
  start: (signal: AbortSignal, onSpawn: (pid: number) => void) => Promise<Running>
  /** Start it again when it ends by itself; true when absent. */
  restart?: boolean
  /** Hears of every change of state. */
  changed?: () => void
}

/** A service of the stack, kept running until it is stopped. */
export interface Service {
  readonly name: string
  readonly url: string
  state(): ServiceState
  /** Settles when it has answered for the first time. @throws what kept it from doing so, three times in a row. */
  ready: Promise<void>
  /** SIGKILL; it is started again after a pause, unless `restart` is false. */
  kill(): Promise<void>
  /** Ends it in order, and for good. */
  stop(): Promise<void>
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
const STEADY_MS = 60_000
const ATTEMPTS_TO_START = 3

/** Starts a service and starts it again, after 0.25 s, 0.5 s … 30 s, whenever it ends by itself. */
export function supervise({ name, url, start, restart = true, changed = () => {} }: ServiceOptions): Service {
  const stopping = new AbortController()
  const first = Promise.withResolvers<void>()
  let current: ServiceState = { name, url, state: 'starting' }
  let running: Running | undefined
  const set = (change: Partial<ServiceState>) => {
    current = { ...current, ...change }
    changed()
  }

  const ended = keepRunning()
  // Whoever starts a service awaits `ready` a little later; until then a failure is not unhandled.
  first.promise.catch(() => {})
  return {
    name,
    url,
    state: () => current,
    ready: first.promise,
    async kill() {
      await running?.kill()
    },
    async stop() {
      stopping.abort()
      await running?.stop()
      await ended
    },
  }

  async function keepRunning(): Promise<void> {
    let failures = 0
    let wasReady = false
    while (!stopping.signal.aborted) {
      const began = Date.now()
      const problem = await runOnce(() => {
        wasReady = true
        first.resolve()
      })
      if (stopping.signal.aborted) break
      failures = Date.now() - began > STEADY_MS ? 1 : failures + 1
      const givesUp = !restart || (!wasReady && failures >= ATTEMPTS_TO_START)
      set({ state: givesUp ? 'failed' : 'restarting', pid: undefined, mark: undefined })
      if (givesUp) return first.reject(problem)
      await delay(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), stopping.signal).catch(() => {})
    }
    set({ state: 'stopped', pid: undefined, mark: undefined })
    first.reject(stopping.signal.reason)
  }

  async function runOnce(onReady: () => void): Promise<unknown> {
    try {
      running = await start(stopping.signal, noteProcess)
      const { pid, kind, note, exited } = running
      set({ state: 'ready', ...(kind && { kind }), ...(note && { note }) })
      if (pid !== undefined) noteProcess(pid)
      onReady()
      await exited
      return new Error(`${name} ended.`)
    } catch (error) {
      return error
    } finally {
      running = undefined
    }
  }

  function noteProcess(pid: number): void {
    if (current.pid === pid && current.mark != null) return
    set({ pid, startedAt: new Date().toISOString() })
    void startMark(pid).then((mark) => current.pid === pid && set({ mark }))
  }
}
