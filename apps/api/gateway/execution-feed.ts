import {
  cursorOf,
  isFinal,
  parseCursor,
  type EventView,
  type Execution,
  type StageName,
  type Tracker,
} from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { toEventView, type Message } from '@techdeck/redis'
import type { ApiDeps, Subscriptions } from '../deps.ts'
import { currentTracker, type TrackerDeps } from '../routes/pipeline/tracker.ts'
import type { Watchers } from '../watchers.ts'
import { encode } from './frames.ts'
import { LatestProgress } from './latest-progress.ts'
import type { GatewayMetrics } from './metrics.ts'
import type { GatewaySettings } from './settings.ts'

/** One state change, encoded once for all who hear of it. */
export interface FeedEvent {
  seq: number
  name: string
  stage: StageName | undefined
  /** When the change was recorded, in ms since 1970. */
  at: number
  frame: Buffer
}

/** Somebody who hears of an execution. */
export interface Follower {
  /** The last event that was passed to it; it is never passed this one or an earlier one. */
  position: number
  event(event: FeedEvent): void
  progress(frame: Buffer, currentStage: string): void
  /** The numbers have begun anew; what follows comes after `frame`. */
  snapshot(frame: Buffer): void
  end(frame: Buffer): void
  fail(error: unknown): void
}

interface Beginning {
  frame: Buffer
  position: number
  progress?: { frame: Buffer; currentStage: string }
}

export type FeedDeps = TrackerDeps &
  Pick<ApiDeps, 'logger'> & {
    events: Pick<Subscriptions, 'subscribe'>
    watchers: Watchers
    metrics: Pick<GatewayMetrics, 'passedOn'>
  }
type FeedSettings = Pick<GatewaySettings, 'lookMs' | 'idleLookMs' | 'progressMs' | 'resumeEvents'>

const BATCH = 200
const KEPT_EVENTS = 256

/**
 * What happens to one execution, for all sockets of this process that follow it. Messages bring the next event; where
 * one is missing, late or lost, the store is read by number, so whoever has joined gets every event once and in order.
 */
export class ExecutionFeed {
  readonly #deps: FeedDeps
  readonly #settings: FeedSettings
  readonly #id: string
  readonly #followers = new Set<Follower>()
  /** The newest events, without a hole, up to the head. */
  #recent: FeedEvent[] = []
  /** All events up to here were passed to all followers. */
  #head: { epoch: number; seq: number }
  #final: boolean
  readonly #progress: LatestProgress
  #lookTimer: NodeJS.Timeout | undefined
  #pauseMs: number
  #looking: Promise<void> | null = null
  #lookAgain = false
  #closed = false
  readonly #stop: () => void

  constructor(deps: FeedDeps, execution: Execution, settings: FeedSettings) {
    this.#deps = deps
    this.#settings = settings
    this.#id = execution.id
    this.#head = { epoch: execution.epoch, seq: execution.seq }
    this.#final = isFinal(execution.status)
    this.#pauseMs = settings.lookMs
    this.#progress = new LatestProgress(settings.progressMs, (tracker) => this.#tellProgress(tracker))
    // Not awaited: while Redis is away it takes until it is back, and the store will do.
    const subscription = deps.events.subscribe(execution.id, (message) => this.#hear(message))
    subscription.then(
      () => this.look(),
      (error: unknown) => deps.logger.debug({ executionId: execution.id, err: error }, 'following without messages'),
    )
    this.#stop = () => void subscription.then((stop) => stop()).catch(() => {})
    this.#schedule()
  }

  /**
   * The first answer to a subscription, the event after which it goes on, and the progress where the answer does not
   * tell it. Throws when the store is away.
   */
  async begin(after?: string): Promise<Beginning> {
    const from = after === undefined ? null : parseCursor(after)
    if (from && from.seq > this.#head.seq) await this.look()
    const tracker = await this.#currentTracker()
    const { epoch, seq } = this.#head
    const missed = from && (from.seq === 0 || from.epoch === epoch) ? seq - from.seq : -1
    if (from && missed >= 0 && missed <= this.#settings.resumeEvents) {
      const frame = { type: 'resumed', execution_id: this.#id, from: after!, to: cursorOf(epoch, seq) } as const
      const progress = { frame: this.#progressOf(tracker), currentStage: tracker.current_stage }
      return { frame: encode(frame), position: from.seq, progress }
    }
    const position = parseCursor(tracker.cursor)!.seq
    const first = { type: 'progress_initialized', execution_id: this.#id, data: tracker } as const
    return { frame: from ? this.#snapshotOf(tracker) : encode(first), position }
  }

  /** Events after a position, from memory or the store; some of them at least, where there are any. */
  async after(position: number): Promise<FeedEvent[]> {
    const first = this.#recent[0]?.seq
    if (first !== undefined && position + 1 >= first) return this.#recent.slice(position + 1 - first)
    const { epoch } = this.#head
    const events = await this.#deps.executions.events(this.#id, position, BATCH)
    return events.map((event) => feedEvent(toEventView(this.#id, epoch, event), event.seq))
  }

  /** Passes the follower what comes from now on; `false`, and nothing, while it has not caught up. */
  join(follower: Follower): boolean {
    if (follower.position < this.#head.seq) return false
    this.#followers.add(follower)
    if (this.#final) void this.look()
    return true
  }

  leave(follower: Follower): void {
    this.#followers.delete(follower)
  }

  /** Reads what the store has beyond the head. Never throws: what is away now is read at the next look. */
  async look(): Promise<void> {
    this.#lookAgain = this.#looking !== null
    this.#looking ??= this.#lookUntilQuiet().finally(() => {
      this.#looking = null
      this.#schedule()
    })
    await this.#looking
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#lookTimer)
    this.#progress.close()
    this.#stop()
  }

  #hear(message: Message): void {
    if (this.#closed) return
    this.#pauseMs = this.#settings.lookMs
    if (message.kind === 'progress') return this.#progress.show(message.tracker)
    if (message.kind === 'lapse') return void this.look()
    const at = parseCursor(message.event.cursor)
    const { epoch, seq } = this.#head
    if (at?.epoch === epoch && at.seq <= seq) return
    const isNext = at?.epoch === epoch && at.seq === seq + 1
    if (isNext) {
      this.#append(feedEvent(message.event, at.seq))
      // Nothing was lost up to here, so the store need not be asked for a while.
      this.#schedule()
    }
    if (!isNext || FINAL_EVENTS.has(message.event.event)) void this.look()
  }

  #append(event: FeedEvent): void {
    this.#head.seq = event.seq
    this.#recent.push(event)
    if (this.#recent.length > 2 * KEPT_EVENTS) this.#recent = this.#recent.slice(-KEPT_EVENTS)
    if (this.#followers.size > 0) this.#deps.metrics.passedOn(event.at)
    for (const follower of this.#followers) {
      if (event.seq <= follower.position) continue
      follower.position = event.seq
      follower.event(event)
    }
  }

  async #lookUntilQuiet(): Promise<void> {
    do {
      this.#lookAgain = false
      await this.#lookOnce().catch((error: unknown) =>
        this.#deps.logger.debug({ executionId: this.#id, err: error }, 'could not look at an execution'),
      )
    } while (this.#lookAgain && !this.#closed)
  }

  async #lookOnce(): Promise<void> {
    const { executions } = this.#deps
    // The status first: its event is written with it, so once it is final all events are there.
    const execution = await executions.get(this.#id)
    if (this.#closed) return
    if (!execution) return this.#failAll(new NotFoundError('The execution is not there any more.'))
    if (execution.epoch !== this.#head.epoch) return this.#beginAnew(execution)
    const before = this.#head.seq
    while (this.#head.seq < execution.seq) {
      const from = this.#head.seq
      for (const event of await executions.events(this.#id, from, BATCH))
        if (event.seq === this.#head.seq + 1)
          this.#append(feedEvent(toEventView(this.#id, execution.epoch, event), event.seq))
      if (this.#closed || this.#head.seq === from) return
    }
    this.#final = isFinal(execution.status)
    if (this.#final) return this.#finish(execution)
    if (this.#head.seq === before) this.#pauseMs = Math.min(this.#pauseMs * 1.5, this.#settings.idleLookMs)
    // Nobody told us of these, so perhaps nobody told us of the progress either.
    else this.#progress.show(await currentTracker(this.#deps, execution))
  }

  async #finish(execution: Execution): Promise<void> {
    if (this.#followers.size === 0) return
    const tracker = await currentTracker(this.#deps, execution)
    // Begun again meanwhile.
    if (this.#head.seq > execution.seq) return
    this.#progress.showNow(tracker)
    const frame = encode({ type: 'end', execution_id: this.#id, status: execution.status })
    for (const follower of this.#followers) follower.end(frame)
    this.#followers.clear()
  }

  /** The data base was restored: its numbers do not go on from ours. */
  async #beginAnew(execution: Execution): Promise<void> {
    const tracker = await currentTracker(this.#deps, execution)
    this.#recent = []
    this.#head = { epoch: execution.epoch, seq: parseCursor(tracker.cursor)!.seq }
    const frame = this.#snapshotOf(this.#progress.learn(tracker))
    for (const follower of this.#followers) {
      follower.position = this.#head.seq
      follower.snapshot(frame)
    }
    this.#lookAgain = true
  }

  #snapshotOf(tracker: Tracker): Buffer {
    return encode({ type: 'snapshot', execution_id: this.#id, cursor: tracker.cursor, data: tracker })
  }

  #failAll(error: unknown): void {
    for (const follower of this.#followers) follower.fail(error)
    this.#followers.clear()
  }

  async #currentTracker(): Promise<Tracker> {
    const execution = await this.#deps.executions.get(this.#id)
    if (!execution) throw new NotFoundError('The execution is not there any more.')
    return this.#withCount(this.#progress.learn(await currentTracker(this.#deps, execution)))
  }

  #tellProgress(tracker: Tracker): void {
    const frame = this.#progressOf(this.#withCount(tracker))
    for (const follower of this.#followers) follower.progress(frame, tracker.current_stage)
  }

  #progressOf(tracker: Tracker): Buffer {
    return encode({ type: 'progress_update', execution_id: this.#id, data: tracker })
  }

  #withCount(tracker: Tracker): Tracker {
    return { ...tracker, subscribers: this.#deps.watchers.count(this.#id) }
  }

  #schedule(): void {
    if (this.#closed) return
    clearTimeout(this.#lookTimer)
    this.#lookTimer = setTimeout(() => void this.look(), this.#pauseMs)
  }
}

const FINAL_EVENTS = new Set(['pipeline.completed', 'pipeline.partial', 'pipeline.failed', 'pipeline.cancelled'])

const feedEvent = (view: EventView, seq: number): FeedEvent => ({
  seq,
  name: view.event,
  stage: view.stage,
  at: Date.parse(view.timestamp),
  frame: encode({ type: 'event', ...view }),
})
