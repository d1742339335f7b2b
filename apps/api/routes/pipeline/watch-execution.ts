import { isFinal, type EventView, type Execution, type ExecutionEvent, type Tracker } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { toEventView, type Message } from '@techdeck/redis'
import type { ApiDeps, Subscriptions } from '../../deps.ts'
import { currentTracker, type TrackerDeps } from './tracker.ts'

/** One thing that a watcher is told. Events are complete and in order; of progress only the newest counts. */
export type Told =
  | { kind: 'event'; event: EventView }
  | { kind: 'progress'; tracker: Tracker }
  | { kind: 'end'; status: Execution['status'] }
  /** Nothing for a while; keeps proxies from closing the connection. */
  | { kind: 'idle' }

export interface WatchTiming {
  /** Between two looks at the store when nothing is heard: a lost message is found then. */
  lookMs: number
  /** Least time between two progress objects. */
  progressMs: number
  idleMs: number
  /** How long the store may be away before the watch gives up. */
  patienceMs: number
}
export const WATCH_TIMING: WatchTiming = { lookMs: 1000, progressMs: 250, idleMs: 15_000, patienceMs: 60_000 }

const BATCH = 200
const END_EVENTS: ReadonlySet<string> = new Set(
  ['completed', 'partial', 'failed', 'cancelled'].map((end) => `pipeline.${end}`),
)

type Listening = Pick<ApiDeps, 'logger'> & { events: Pick<Subscriptions, 'subscribe'> }

/**
 * Tells of an execution from event `after` on until it has ended. Each event comes once and without a hole: messages
 * only wake it, what it tells is read from the store by number. Ends early, without an error, when the signal aborts.
 */
export async function* watchExecution(
  deps: TrackerDeps & Listening,
  execution: Execution,
  after: number,
  signal: AbortSignal,
  timing: WatchTiming = WATCH_TIMING,
): AsyncGenerator<Told> {
  const { id } = execution
  const bell = new Bell()
  const stop = listen(deps, id, bell)
  let latest = execution
  const due = { look: 0, progress: 0, idle: now() + timing.idleMs }
  let seq = after
  let tracker: Tracker | null = await currentTracker(deps, execution)
  let healthyAt = now()
  try {
    while (!signal.aborted) {
      const isLookDue = now() >= due.look
      if (bell.takeEvents() || isLookDue) {
        due.look = now() + timing.lookMs
        try {
          let mayBeOver = isLookDue
          for await (const event of eventsAfter(deps, id, seq)) {
            yield { kind: 'event', event: toEventView(id, latest.epoch, event) }
            seq = event.seq
            mayBeOver ||= END_EVENTS.has(event.event)
            due.idle = now() + timing.idleMs
          }
          if (mayBeOver) {
            const found = await deps.executions.get(id)
            if (!found) return
            latest = found
          }
          healthyAt = now()
          // Its last event is written with the status, so once that is final all events have numbers up to `seq`.
          if (isFinal(latest.status) && seq >= latest.seq) {
            yield { kind: 'progress', tracker: await currentTracker(deps, latest) }
            yield { kind: 'end', status: latest.status }
            return
          }
        } catch (error) {
          // A store that is away for a moment is waited for.
          if (now() - healthyAt > timing.patienceMs) throw error
        }
      }
      tracker = bell.takeTracker() ?? tracker
      if (tracker && now() >= due.progress) {
        yield { kind: 'progress', tracker }
        tracker = null
        due.progress = now() + timing.progressMs
        due.idle = now() + timing.idleMs
      } else if (now() >= due.idle) {
        yield { kind: 'idle' }
        due.idle = now() + timing.idleMs
      }
      await bell.wait(Math.min(due.look, due.idle, tracker ? due.progress : Infinity) - now(), signal)
    }
  } finally {
    stop()
  }
}

const now = (): number => performance.now()

async function* eventsAfter(
  { executions }: Pick<TrackerDeps, 'executions'>,
  id: string,
  after: number,
): AsyncGenerator<ExecutionEvent> {
  for (let seq = after, full = true; full;) {
    const events = await executions.events(id, seq, BATCH)
    yield* events
    full = events.length === BATCH
    seq = events.at(-1)?.seq ?? seq
  }
}

/** Rings the bell for every message. Not awaited: while Redis is away it takes until it is back, and the store will do. */
function listen({ events, logger }: Listening, executionId: string, bell: Bell): () => void {
  const subscription = events.subscribe(executionId, (message) => bell.ring(message))
  subscription.then(
    // What came between the first look and now was not heard.
    () => bell.ring(),
    (error: unknown) => logger.debug({ executionId, err: error }, 'watching without messages'),
  )
  return () => void subscription.then((stop) => stop()).catch(() => {})
}

/** Remembers that something was heard, and the newest tracker. */
class Bell {
  #events = false
  #tracker: Tracker | null = null
  #rung = Promise.withResolvers<void>()

  /** Without a message: look at the store. */
  ring(message?: Message): void {
    if (message?.kind === 'progress') this.#tracker = message.tracker
    else this.#events = true
    this.#rung.resolve()
  }

  /** Whether an event was heard since it was last asked. */
  takeEvents(): boolean {
    const heard = this.#events
    this.#events = false
    return heard
  }

  /** The newest tracker since it was last asked. */
  takeTracker(): Tracker | null {
    const tracker = this.#tracker
    this.#tracker = null
    return tracker
  }

  /** Until it rings, the time is over or the signal aborts; at once when it rang since the last wait. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const waiting = new AbortController()
    const over = delay(Math.max(0, ms), AbortSignal.any([signal, waiting.signal])).catch(() => {})
    await Promise.race([this.#rung.promise, over])
    waiting.abort()
    this.#rung = Promise.withResolvers()
    if (this.#events || this.#tracker) this.#rung.resolve()
  }
}
