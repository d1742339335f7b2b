import { eventFilter, type EventFilter } from '@techdeck/contracts'
import type { DatasetFeed, DatasetFollower, KnownDataset } from './dataset-feed.ts'
import { encode } from './frames.ts'
import type { Outbox } from './outbox.ts'

/** One socket's subscription to one data set. */
export class DatasetSubscription implements DatasetFollower {
  readonly #feed: DatasetFeed
  readonly #outbox: Outbox
  readonly #filter: EventFilter
  readonly #key: string
  readonly #onOver: (error: unknown) => void

  constructor(
    feed: DatasetFeed,
    outbox: Outbox,
    datasetId: string,
    events: readonly string[] | undefined,
    onOver: (error: unknown) => void,
  ) {
    this.#feed = feed
    this.#outbox = outbox
    this.#filter = eventFilter(events)
    this.#key = `dataset ${datasetId}`
    this.#onOver = onOver
  }

  start({ view }: KnownDataset): void {
    this.#outbox.send(encode({ type: 'progress_initialized', dataset_id: view.dataset_id, data: view }))
    this.#feed.join(this)
  }

  stop(): void {
    this.#feed.leave(this)
    this.#outbox.forget(this.#key)
  }

  upload(frame: Buffer): void {
    if (this.#filter.event('dataset.upload_progress')) this.#outbox.latest(this.#key, frame)
  }

  inspected(frame: Buffer): void {
    this.#outbox.flush(this.#key)
    if (this.#filter.event('dataset.inspected')) this.#outbox.send(frame)
  }

  fail(error: unknown): void {
    this.#onOver(error)
  }
}
