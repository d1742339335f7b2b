import { eventFilter, type EventFilter } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import type { ExecutionFeed, FeedEvent, Follower } from './execution-feed.ts'
import type { Outbox } from './outbox.ts'

const HOLE_MS = 100

/** One socket's subscription to one execution: its filter, its place among the events, and how it catches up. */
export class ExecutionSubscription implements Follower {
  position = 0
  readonly #feed: ExecutionFeed
  readonly #outbox: Outbox
  readonly #filter: EventFilter
  readonly #progressKey: string
  readonly #onOver: (error?: unknown) => void
  #stopped = false

  /** `onOver` is called once the feed has no more to tell, or cannot go on. */
  constructor(
    feed: ExecutionFeed,
    outbox: Outbox,
    executionId: string,
    events: readonly string[] | undefined,
    onOver: (error?: unknown) => void,
  ) {
    this.#feed = feed
    this.#outbox = outbox
    this.#filter = eventFilter(events)
    this.#progressKey = `execution ${executionId}`
    this.#onOver = onOver
  }

  /** Answers the subscription; everything after that answer follows by itself. Throws when the store is away. */
  async start(after?: string): Promise<void> {
    const { frame, position, progress } = await this.#feed.begin(after)
    if (this.#stopped) return
    this.position = position
    this.#outbox.send(frame)
    if (progress) this.progress(progress.frame, progress.currentStage)
    void this.#catchUp()
  }

  stop(): void {
    this.#stopped = true
    this.#feed.leave(this)
    this.#outbox.forget(this.#progressKey)
  }

  event({ name, stage, frame }: FeedEvent): void {
    if (this.#filter.event(name, stage)) this.#outbox.send(frame)
  }

  progress(frame: Buffer, currentStage: string): void {
    if (this.#filter.progress(currentStage)) this.#outbox.latest(this.#progressKey, frame)
  }

  snapshot(frame: Buffer): void {
    this.#outbox.send(frame)
  }

  end(frame: Buffer): void {
    this.#outbox.flush(this.#progressKey)
    this.#outbox.send(frame)
    this.#onOver()
  }

  fail(error: unknown): void {
    this.#onOver(error)
  }

  /** A long way is gone in steps that the client has read, so that coming back does not make a client a slow one. */
  async #catchUp(): Promise<void> {
    try {
      while (!this.#stopped && !this.#feed.join(this)) {
        const events = await this.#feed.after(this.position)
        if (events.length === 0) await delay(HOLE_MS)
        for (const event of events) {
          if (this.#stopped) return
          this.position = event.seq
          this.event(event)
        }
        await this.#outbox.room()
      }
    } catch (error) {
      if (!this.#stopped) this.#onOver(error)
    }
  }
}
