import type { Redis } from 'ioredis'
import type { EventView, ExecutionEvent, Tracker } from '@techdeck/contracts'
import { cursorOf } from '@techdeck/contracts/names'
import { ACCESS_CHANNEL, CANCEL_CHANNEL, datasetChannel, eventsChannel, progressChannel } from './names.ts'
import type { UploadProgress } from './uploads.ts'

export type Message =
  | { kind: 'event'; event: EventView }
  | { kind: 'progress'; tracker: Tracker }
  /** The connection was broken and is back: messages may have been missed. */
  | { kind: 'lapse' }

export type DatasetMessage =
  | { kind: 'upload'; upload: UploadProgress }
  /** The records have changed (an upload or an inspection ended), or messages may have been missed. */
  | { kind: 'look' }

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

/** `null`: the connection was broken and is back. */
type Handler = (message: string | null) => void

/** Tells watchers over Redis pub/sub. At most once: who must not miss anything reads the store by `seq`. */
export class RedisEventBus {
  readonly #publisher: Redis
  readonly #channels = new Map<string, { handlers: Set<Handler>; listening: Promise<unknown> }>()
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
        handler(text === null ? { kind: 'lapse' } : { kind: 'event', event: JSON.parse(text) as EventView }),
      ),
      this.#listen(progressChannel(executionId), (text) => {
        if (text !== null) handler({ kind: 'progress', tracker: JSON.parse(text) as Tracker })
      }),
    ])
    return async () => {
      await Promise.all(stops.map((stop) => stop()))
    }
  }

  /** Calls `handler` as a data set's upload gets on, and when its record has changed. */
  subscribeDataset(datasetId: string, handler: (message: DatasetMessage) => void): Promise<() => Promise<void>> {
    return this.#listen(datasetChannel(datasetId), (text) =>
      handler(text ? { kind: 'upload', upload: JSON.parse(text) as UploadProgress } : { kind: 'look' }),
    )
  }

  /**
   * Calls `handler` with each user whose role, state or sessions changed (see `RedisAccessCache`), and with `null` when
   * some may have been missed.
   */
  subscribeAccess(handler: (userId: string | null) => void): Promise<() => Promise<void>> {
    return this.#listen(ACCESS_CHANNEL, handler)
  }

  close(): void {
    this.#subscriber?.disconnect()
  }

  async #listen(channel: string, handler: Handler): Promise<() => Promise<void>> {
    const subscriber = (this.#subscriber ??= this.#connect())
    // Each has a handler of its own, so that the same function may listen twice.
    const own: Handler = (message) => handler(message)
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
    let before = false
    subscriber.on('ready', () => {
      if (before) void this.#tellLapse(subscriber)
      before = true
    })
    subscriber.on('message', (channel, text) => {
      for (const handler of this.#channels.get(channel)?.handlers ?? []) handler(text)
    })
    return subscriber
  }

  async #tellLapse(subscriber: Redis): Promise<void> {
    const channels = [...this.#channels.keys()]
    if (channels.length === 0) return
    // What is told to look now must not look before it can hear.
    await subscriber.subscribe(...channels).catch(() => {})
    for (const { handlers } of this.#channels.values()) for (const handler of handlers) handler(null)
  }
}
