import type { Redis } from 'ioredis'
import { cursorOf, type EventView, type ExecutionEvent, type Tracker } from '@techdeck/contracts'
import { ACCESS_CHANNEL, CANCEL_CHANNEL, datasetChannel, eventsChannel, progressChannel } from './names.ts'

export type Message = { kind: 'event'; event: EventView } | { kind: 'progress'; tracker: Tracker }

/** An event as clients see it. */
export function toEventView(
  executionId: string,
  epoch: number,
  { seq, event, stage, datasetId, timestamp, data }: ExecutionEvent,
): EventView {
  return {
    execution_id: executionId,
    cursor: cursorOf(epoch, seq),
    event,
    ...(stage && { stage }),
    ...(datasetId !== undefined && { dataset_id: datasetId }),
    timestamp: timestamp.toISOString(),
    data,
  }
}

/** Tells watchers over Redis pub/sub. At most once: who must not miss anything reads the store by `seq`. */
export class RedisEventBus {
  readonly #publisher: Redis
  readonly #channels = new Map<string, { handlers: Set<(message: string) => void>; listening: Promise<unknown> }>()
  #subscriber: Redis | undefined

  /** `subscriber` is made from the publisher when somebody first subscribes. */
  constructor(publisher: Redis) {
    this.#publisher = publisher
  }

  async publishEvent(executionId: string, event: ExecutionEvent, epoch: number): Promise<void> {
    await this.#publisher.publish(eventsChannel(executionId), JSON.stringify(toEventView(executionId, epoch, event)))
  }

  async publishDataset(datasetId: string): Promise<void> {
    await this.#publisher.publish(datasetChannel(datasetId), '')
  }

  async publishCancel(executionId: string): Promise<void> {
    await this.#publisher.publish(CANCEL_CHANNEL, executionId)
  }

  /** Calls `handler` for each event and tracker of an execution until the returned function is called. */
  async subscribe(executionId: string, handler: (message: Message) => void): Promise<() => Promise<void>> {
    const stops = await Promise.all([
      this.#listen(eventsChannel(executionId), (text) =>
        handler({ kind: 'event', event: JSON.parse(text) as EventView }),
      ),
      this.#listen(progressChannel(executionId), (text) =>
        handler({ kind: 'progress', tracker: JSON.parse(text) as Tracker }),
      ),
    ])
    return async () => {
      await Promise.all(stops.map((stop) => stop()))
    }
  }

  /** Calls `handler` when a data set's inspection ended. */
  subscribeDataset(datasetId: string, handler: () => void): Promise<() => Promise<void>> {
    return this.#listen(datasetChannel(datasetId), handler)
  }

  /** Calls `handler` with the id of each user whose role, state or sessions changed; see `RedisAccessCache`. */
  subscribeAccess(handler: (userId: string) => void): Promise<() => Promise<void>> {
    return this.#listen(ACCESS_CHANNEL, handler)
  }

  close(): void {
    this.#subscriber?.disconnect()
  }

  async #listen(channel: string, handler: (message: string) => void): Promise<() => Promise<void>> {
    const subscriber = (this.#subscriber ??= this.#connect())
    // Each has a handler of its own, so that the same function may listen twice.
    const own = (message: string) => handler(message)
    let known = this.#channels.get(channel)
    if (!known) this.#channels.set(channel, (known = { handlers: new Set(), listening: subscriber.subscribe(channel) }))
    const { handlers, listening } = known
    handlers.add(own)
    const stop = async () => {
      if (!handlers.delete(own) || handlers.size > 0) return
      this.#channels.delete(channel)
      await subscriber.unsubscribe(channel).catch(() => {})
    }
    try {
      // Also for the second listener: before, a message may be missed that comes after the answer.
      await listening
    } catch (error) {
      await stop()
      throw error
    }
    return stop
  }

  #connect(): Redis {
    // A subscriber waits for Redis and subscribes again by itself; what it missed meanwhile is in the store.
    const subscriber = this.#publisher.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      commandTimeout: undefined,
    })
    subscriber.on('error', () => {})
    subscriber.on('message', (channel, text) => {
      for (const handler of this.#channels.get(channel)?.handlers ?? []) handler(text)
    })
    return subscriber
  }
}
