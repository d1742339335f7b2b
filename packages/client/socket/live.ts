import { SOCKET_CLOSE, routes, type EventView, type ServerFrame } from '@techdeck/contracts'
import { ApiError } from '../errors.ts'
import type { Transport } from '../transport.ts'
import { wait } from '../wait.ts'
import type { Watched, WatchOptions } from '../watch.ts'
import { Followed, type Listener, type Subject } from './followed.ts'
import { Link, type LinkEnd, type WebSocketLike } from './link.ts'
import { WatchQueue, type UploadWatched } from './queue.ts'
import { followPlainly } from './without-sockets.ts'

export interface LiveOptions extends Pick<WatchOptions, 'onReconnect' | 'patienceMs' | 'silenceMs'> {
  /** The class of sockets; that of the platform by default. */
  webSocket?: WebSocketLike | undefined
}

export interface LiveWatchOptions extends Pick<WatchOptions, 'after' | 'signal'> {
  /** Names of events and patterns such as `*.completed`; all without it. */
  events?: readonly string[] | undefined
}

/** Sockets that so often in a row did not open are not tried any more. */
const HOPELESS = 3
const EVENTS_AT_ONCE = 500

/**
 * Live events over one socket, for any number of executions and uploads. It opens with the first that is followed and
 * closes with the last. When it breaks it comes back, with the cursor of each: no event is missed and none is told
 * twice, whatever is killed in between. Where sockets cannot be opened it goes on over server-sent events.
 */
export class Live {
  readonly #transport: Transport
  readonly #options: LiveOptions
  readonly #followed = new Map<string, Followed>()
  /** What is followed without a socket. */
  readonly #plainly = new Map<Followed, AbortController>()
  #running: AbortController | null = null
  #link: Link | null = null
  #hasSockets: boolean
  #failures = 0

  constructor(transport: Transport, options: LiveOptions = {}) {
    this.#transport = transport
    this.#options = { webSocket: (globalThis as { WebSocket?: WebSocketLike }).WebSocket, ...options }
    this.#hasSockets = this.#options.webSocket !== undefined
  }

  /** Follows until it has ended or the returned function is called. The same subject again replaces the one before. */
  follow(subject: Subject, listener: Listener): () => void {
    const followed = new Followed(subject, listener, (id, after) => this.#readEvents(id, after))
    const before = this.#followed.get(followed.key)
    this.#followed.set(followed.key, followed)
    if (before) this.#plainly.get(before)?.abort()
    if (!this.#hasSockets) void this.#followPlainly(followed)
    else if (this.#running) this.#link?.send(followed.subscribe)
    else void this.#run()
    return () => {
      if (this.#drop(followed)) this.#link?.send(followed.unsubscribe)
      this.#rest()
    }
  }

  /** Every state change once and in order, the newest progress in between, and the end. Throws like `client.watch`. */
  async *watch(executionId: string, { after, events, signal }: LiveWatchOptions = {}): AsyncGenerator<Watched> {
    const queue = new WatchQueue<Watched>()
    const listener: Listener = {
      event: (event) => queue.add({ kind: 'event', event }),
      progress: (tracker) => queue.latest({ kind: 'progress', tracker }),
      end: (status) => queue.end({ kind: 'end', status }),
      error: (error) => queue.fail(error),
    }
    const stop = this.follow({ executionId, after, events }, listener)
    try {
      yield* queue.items(signal)
    } finally {
      stop()
    }
  }

  /** How an upload gets on, until its data set is inspected. Throws when there is none of that id. */
  async *watchUpload(datasetId: string, { signal }: Pick<WatchOptions, 'signal'> = {}): AsyncGenerator<UploadWatched> {
    const queue = new WatchQueue<UploadWatched>()
    const listener: Listener = {
      upload: (upload) => {
        const { status } = upload
        if (status === 'ready' || status === 'invalid') queue.end({ kind: 'inspected', status })
        else queue.latest({ kind: 'upload', upload })
      },
      error: (error) => queue.fail(error),
    }
    const stop = this.follow({ datasetId }, listener)
    try {
      yield* queue.items(signal)
    } finally {
      stop()
    }
  }

  /** Follows nothing any more; who listens is told nothing. */
  close(): void {
    for (const followed of this.#followed.values()) this.#drop(followed)
    this.#rest()
  }

  /** Keeps a socket open for as long as something is followed. */
  async #run(): Promise<void> {
    const running = (this.#running = new AbortController())
    const { signal } = running
    const { patienceMs = 120_000, onReconnect } = this.#options
    let heardAt = performance.now()
    for (let attempt = 0; ; attempt++) {
      const end = await this.#linkOnce(signal)
      if (signal.aborted) return
      if (end.wasOpen) {
        attempt = 0
        heardAt = performance.now()
      } else if (!isAway(end) && ++this.#failures >= HOPELESS) {
        return this.#goOnPlainly()
      }
      const error = end.error ?? new Error(`The socket was closed (${end.code}).`)
      if (isFatal(end) || performance.now() - heardAt > patienceMs) return this.#failAll(error)
      onReconnect?.(error)
      const pauseMs = end.code === SOCKET_CLOSE.tooMany ? 5000 : 100 * 2 ** Math.min(attempt, 6)
      await wait(Math.min(5000, pauseMs) * (0.5 + Math.random() / 2), signal).catch(() => {})
      if (signal.aborted) return
    }
  }

  /** One socket from its opening to its end. */
  async #linkOnce(signal: AbortSignal): Promise<LinkEnd> {
    const { webSocket, silenceMs = 40_000 } = this.#options
    const ended = Promise.withResolvers<LinkEnd>()
    const link = new Link({
      transport: this.#transport,
      webSocket: webSocket!,
      silenceMs,
      onOpen: () => {
        this.#failures = 0
        for (const { subscribe } of this.#followed.values()) link.send(subscribe)
      },
      onFrame: (frame) => this.#take(frame),
      onEnd: ended.resolve,
    })
    this.#link = link
    signal.addEventListener('abort', () => link.close(), { once: true })
    link.open(signal).catch((error: unknown) => ended.resolve({ code: 1006, wasOpen: false, error }))
    return ended.promise
  }

  #take(frame: ServerFrame): void {
    const followed = this.#followed.get(keyOf(frame))
    if (!followed) return
    if (frame.type === 'snapshot') {
      followed.fill(frame).catch(() => this.#again(followed, 1000))
      return
    }
    const next = followed.take(frame)
    if (next === 'again') this.#again(followed, frame.type === 'error' ? 1000 : 0)
    if (next !== 'over') return
    this.#drop(followed)
    this.#rest()
  }

  #again(followed: Followed, afterMs: number): void {
    const link = this.#link
    const again = () => {
      if (this.#followed.get(followed.key) === followed && this.#link === link) link?.send(followed.subscribe)
    }
    if (afterMs > 0) setTimeout(again, afterMs)
    else again()
  }

  #goOnPlainly(): void {
    this.#hasSockets = false
    this.#running = this.#link = null
    for (const followed of this.#followed.values()) void this.#followPlainly(followed)
  }

  async #followPlainly(followed: Followed): Promise<void> {
    const stopped = new AbortController()
    this.#plainly.set(followed, stopped)
    try {
      await followPlainly(this.#transport, followed, { ...this.#options, signal: stopped.signal })
    } catch (error) {
      if (!stopped.signal.aborted) followed.listener.error?.(error)
    }
    this.#drop(followed)
  }

  #failAll(error: unknown): void {
    for (const followed of this.#followed.values()) {
      this.#drop(followed)
      followed.listener.error?.(error)
    }
    this.#rest()
  }

  /** Whether it was followed until now. */
  #drop(followed: Followed): boolean {
    this.#plainly.get(followed)?.abort()
    this.#plainly.delete(followed)
    return this.#followed.get(followed.key) === followed && this.#followed.delete(followed.key)
  }

  /** Without anything to follow there is no socket. */
  #rest(): void {
    if (this.#followed.size > 0) return
    this.#running?.abort()
    this.#running = this.#link = null
  }

  async #readEvents(id: string, after: string): Promise<EventView[]> {
    const path = routes.listEvents.path.replace(':id', encodeURIComponent(id))
    const query = { after, limit: EVENTS_AT_ONCE }
    const response = await this.#transport.send({ method: 'GET', path, query, repeatable: true })
    return ((await response.json()) as { data: EventView[] }).data
  }
}

function keyOf(frame: ServerFrame): string {
  const { execution_id, dataset_id } = frame as { execution_id?: string; dataset_id?: string }
  return execution_id === undefined ? `dataset ${dataset_id}` : `execution ${execution_id}`
}

/** The service itself does not answer, so that nothing else would be better than a socket. */
const isAway = ({ error }: LinkEnd): boolean => error !== undefined && !(error instanceof ApiError)

/** The sign-in is not good, and trying again does not mend it. */
const isFatal = ({ error }: LinkEnd): boolean =>
  error instanceof ApiError && (error.status === 401 || error.status === 403)
