import type { EventView, ExecutionStatus, Tracker } from '@techdeck/contracts'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { ApiError } from './errors.ts'
import { placeOf } from './place.ts'
import type { Transport } from './transport.ts'
import { wait } from './wait.ts'

/** What a watch tells: every state change once and in order, the newest progress in between, and the end. */
export type Watched =
  | { kind: 'event'; event: EventView }
  | { kind: 'progress'; tracker: Tracker }
  | { kind: 'end'; status: ExecutionStatus }

export interface WatchOptions {
  /** A cursor: only what came later. Without it, from the beginning. */
  after?: string | undefined
  signal?: AbortSignal | undefined
  /** Told when the connection broke and is tried again. */
  onReconnect?: (error: unknown) => void
  /** How long the service may be away before the watch fails; two minutes by default. */
  patienceMs?: number
  /** The server says something every 15 s; after this long a silent connection counts as broken. */
  silenceMs?: number
}

/**
 * Watches an execution until it has ended. When the connection breaks it comes back with its cursor: no event is missed
 * and none is told twice, whatever is killed in between.
 *
 * @throws ApiError when the execution is not there or not the caller's, or the sign-in is not renewed
 * @throws ConnectionError when the service stays away
 */
export async function* watch(
  transport: Transport,
  executionId: string,
  options: WatchOptions = {},
): AsyncGenerator<Watched> {
  const { signal, onReconnect, patienceMs = 120_000, silenceMs = 45_000 } = options
  let cursor = options.after
  let heardAt = performance.now()
  for (let attempt = 0; ; attempt++) {
    try {
      for await (const message of connect(transport, executionId, cursor, silenceMs, signal)) {
        heardAt = performance.now()
        attempt = 0
        const told = toWatched(message)
        if (told?.kind === 'event') {
          const place = placeOf(told.event.cursor, cursor)
          if (place === 'known') continue
          // The server's own order has no holes; one means that something between us dropped a part.
          if (place === 'hole') break
          cursor = told.event.cursor
        }
        if (told) yield told
        if (told?.kind === 'end') return
      }
      onReconnect?.(new Error('The stream ended early.'))
    } catch (error) {
      signal?.throwIfAborted()
      const hopeless = error instanceof ApiError && error.status < 500 && error.status !== 429
      if (hopeless || performance.now() - heardAt > patienceMs) throw error
      onReconnect?.(error)
    }
    await wait(Math.min(5000, 100 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2), signal)
  }
}

function toWatched({ event, data }: EventSourceMessage): Watched | null {
  if (event === undefined) return { kind: 'event', event: JSON.parse(data) as EventView }
  if (event === 'progress_update') return { kind: 'progress', tracker: JSON.parse(data) as Tracker }
  if (event === 'end') return { kind: 'end', status: (JSON.parse(data) as { status: ExecutionStatus }).status }
  return null
}

async function* connect(
  transport: Transport,
  executionId: string,
  cursor: string | undefined,
  silenceMs: number,
  outer: AbortSignal | undefined,
): AsyncGenerator<EventSourceMessage> {
  const silent = new AbortController()
  const signal = outer ? AbortSignal.any([outer, silent.signal]) : silent.signal
  const fall = () => silent.abort(new Error('The stream fell silent.'))
  let timer = setTimeout(fall, silenceMs)
  const messages: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => messages.push(message) })
  try {
    const { body } = await transport.send({
      method: 'GET',
      path: `/pipeline/${encodeURIComponent(executionId)}/events`,
      headers: { accept: 'text/event-stream', 'last-event-id': cursor },
      repeatable: false,
      signal,
    })
    if (!body) return
    const text = body.pipeThrough(new TextDecoderStream())
    for await (const chunk of text) {
      clearTimeout(timer)
      timer = setTimeout(fall, silenceMs)
      parser.feed(chunk)
      yield* messages.splice(0)
    }
  } finally {
    clearTimeout(timer)
    silent.abort()
  }
}
