import {
  ERROR_STATUS,
  eventFilter,
  parseCursor,
  type ClientFrame,
  type DatasetEventView,
  type ErrorCode,
  type EventFilter,
  type EventView,
  type ExecutionStatus,
  type ServerFrame,
  type Tracker,
  type UploadView,
} from '@techdeck/contracts'
import { ApiError } from '../errors.ts'
import { placeOf } from '../place.ts'

/** What is followed, from where, and what of it. */
export type Subject =
  | {
      executionId: string
      /** A cursor: only what came later. Without it, from the beginning. */
      after?: string | undefined
      /** Names and patterns such as `*.completed`; all without it. */
      events?: readonly string[] | undefined
    }
  | { datasetId: string }

/** Who is told. Each event comes once and in order; of progress and uploads only the newest counts. */
export interface Listener {
  event?(event: EventView): void
  progress?(tracker: Tracker): void
  upload?(upload: UploadView): void
  /** What inspection found; `upload` is told its status, too. */
  inspected?(event: DatasetEventView): void
  /** The execution has ended, and all of its events were told. */
  end?(status: ExecutionStatus): void
  /** It cannot be followed any further. */
  error?(error: unknown): void
}

/** Events after a cursor, over HTTP; some of them at least, where there are any. */
export type ReadEvents = (executionId: string, after: string) => Promise<EventView[]>

/** One subject that is followed: its cursor over all connections, and what frames mean for it. */
export class Followed {
  readonly subject: Subject
  readonly listener: Listener
  cursor: string
  readonly #filter: EventFilter
  readonly #isFiltered: boolean
  readonly #readEvents: ReadEvents
  /** Events that came while older ones are fetched. */
  #waiting: EventView[] | null = null
  #bytes = 0

  constructor(subject: Subject, listener: Listener, readEvents: ReadEvents) {
    const { after = '0:0', events } = 'executionId' in subject ? subject : {}
    this.subject = subject
    this.listener = listener
    this.cursor = after
    this.#isFiltered = events !== undefined
    this.#filter = eventFilter(events)
    this.#readEvents = readEvents
  }

  get key(): string {
    return 'executionId' in this.subject ? `execution ${this.subject.executionId}` : `dataset ${this.subject.datasetId}`
  }

  /** The frame that takes it up where it is. */
  get subscribe(): ClientFrame {
    this.#waiting = null
    if ('datasetId' in this.subject) return { type: 'subscribe', dataset_id: this.subject.datasetId }
    const { executionId, events } = this.subject
    return { type: 'subscribe', execution_id: executionId, after: this.cursor, ...(events && { events: [...events] }) }
  }

  get unsubscribe(): ClientFrame {
    return 'datasetId' in this.subject
      ? { type: 'unsubscribe', dataset_id: this.subject.datasetId }
      : { type: 'unsubscribe', execution_id: this.subject.executionId }
  }

  /** `again`: subscribe anew; `over`: nothing more will come. */
  take(frame: ServerFrame): 'again' | 'over' | undefined {
    if (frame.type === 'event') return 'cursor' in frame ? this.event(frame) : this.#datasetEvent(frame)
    if (frame.type === 'progress_update') this.progress(frame.data)
    if (frame.type === 'progress_initialized' && 'dataset_id' in frame) return this.#upload(frame.data)
    if (frame.type === 'end') {
      this.listener.end?.(frame.status)
      return 'over'
    }
    if (frame.type === 'error') {
      if (frame.recoverable) return 'again'
      this.listener.error?.(errorOf(frame))
      return 'over'
    }
    return undefined
  }

  /**
   * Fetches what a snapshot leaves out, so that whoever listens misses nothing; what comes meanwhile waits.
   * Throws what the requests throw; then it has to be subscribed again.
   */
  async fill({ cursor, data }: Extract<ServerFrame, { type: 'snapshot' }>): Promise<void> {
    if (!('executionId' in this.subject)) return
    const waiting: EventView[] = (this.#waiting = [])
    const goal = parseCursor(cursor)!
    const isThere = () => {
      const { epoch, seq } = parseCursor(this.cursor)!
      return epoch === goal.epoch && seq >= goal.seq
    }
    while (!isThere()) {
      const events = await this.#readEvents(this.subject.executionId, this.cursor)
      // Subscribed anew meanwhile.
      if (this.#waiting !== waiting) return
      if (events.length === 0) break
      for (const event of events) this.#tell(event)
    }
    this.#waiting = null
    this.progress(data)
    for (const event of waiting) this.event(event)
  }

  event(event: EventView): 'again' | undefined {
    if (this.#waiting) return void this.#waiting.push(event)
    const place = placeOf(event.cursor, this.cursor)
    if (place === 'known') return undefined
    // The server's own order has no holes; one means that something between us dropped a part.
    if (place === 'hole' && !this.#isFiltered) return 'again'
    this.#tell(event)
    return undefined
  }

  progress(tracker: Tracker): void {
    if (this.#filter.progress(tracker.current_stage)) this.listener.progress?.(tracker)
  }

  #tell(event: EventView): void {
    if (placeOf(event.cursor, this.cursor) === 'known') return
    this.cursor = event.cursor
    if (this.#filter.event(event.event, event.stage)) this.listener.event?.(event)
  }

  #upload(upload: UploadView): 'over' | undefined {
    this.#bytes = upload.bytes_received
    this.listener.upload?.(upload)
    return upload.status === 'ready' || upload.status === 'invalid' ? 'over' : undefined
  }

  #datasetEvent(event: DatasetEventView): 'over' | undefined {
    if (event.event === 'dataset.upload_progress') {
      this.#upload({ dataset_id: event.dataset_id, ...event.data } as UploadView)
      return undefined
    }
    const { status } = event.data as Pick<UploadView, 'status'>
    this.listener.inspected?.(event)
    return this.#upload({ dataset_id: event.dataset_id, status, bytes_received: this.#bytes, bytes_total: this.#bytes })
  }
}

/** The same error that a request would have thrown. */
function errorOf({ type: _type, ...frame }: Extract<ServerFrame, { type: 'error' }>): ApiError {
  const status = ERROR_STATUS[frame.error_code as ErrorCode] ?? 500
  return new ApiError(status, { success: false, request_id: '', ...frame })
}
