import { Readable } from 'node:stream'
import { parseCursor, routes } from '@techdeck/contracts'
import { toEventView } from '@techdeck/redis'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { granted } from '../../policy.ts'
import type { Watchers } from '../../watchers.ts'
import { findExecution } from './find-execution.ts'
import type { TrackerDeps } from './tracker.ts'
import { WATCH_TIMING, watchExecution, type Told, type WatchTiming } from './watch-execution.ts'

type Deps = TrackerDeps &
  Pick<ApiDeps, 'events' | 'logger'> & { callers: Callers; watchers: Watchers; watchTiming?: WatchTiming }

const DEFAULT_EVENTS = 200

/**
 * `GET /pipeline/:id/events`: state changes after a cursor, in order and without a hole. With
 * `accept: text/event-stream` it goes on, with progress in between, until the execution has ended or the caller may not
 * see it any more. Watching from a terminal keeps its session awake.
 */
export const listEvents: Route<Deps> = async (app, deps) => {
  const { executions, callers, watchers, watchTiming = WATCH_TIMING } = deps
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  app.route({
    ...serve(routes.listEvents),
    handler: async (request, reply) => {
      const execution = await findExecution(executions, request, request.params.id)
      const { after, limit = DEFAULT_EVENTS } = request.query
      const seqOf = (cursor: unknown) => {
        const at = typeof cursor === 'string' ? parseCursor(cursor) : null
        // A cursor of an older epoch says nothing about this one's numbers.
        return at?.epoch === execution.epoch ? at.seq : 0
      }
      if (!/\btext\/event-stream\b/.test(request.headers.accept ?? '')) {
        const events = await executions.events(execution.id, seqOf(after), limit)
        const views = events.map((event) => toEventView(execution.id, execution.epoch, event))
        const next = views.length === limit ? views.at(-1)!.cursor : null
        return { success: true as const, data: views, meta: { next_cursor: next } }
      }
      const gone = new AbortController()
      request.raw.once('close', () => gone.abort())
      reply.raw.once('close', () => gone.abort())
      const leave = watchers.enter(execution.id)
      let reached = execution
      const held = callers.hold(whoAsks(request), async (now, readsAgain) => {
        if (readsAgain) reached = (await executions.get(execution.id)) ?? reached
        granted(reached, now, routes.listEvents.permission, routes.listEvents.reachesOthers)
      })
      const signal = AbortSignal.any([gone.signal, closing.signal, held.signal])
      const release = () => {
        leave()
        held.release()
      }
      signal.addEventListener('abort', release, { once: true })
      const seq = seqOf(request.headers['last-event-id'] ?? after)
      const told = watchExecution(deps, execution, seq, signal, watchTiming)
      return reply
        .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
        .type('text/event-stream; charset=utf-8')
        .serializer(String)
        .send(Readable.from(frames(execution.id, told), { objectMode: false }) as never)
    },
  })
}

/** State changes are plain messages with their cursor as id; progress and the end have names of their own. */
async function* frames(executionId: string, told: AsyncIterable<Told>): AsyncGenerator<string> {
  yield 'retry: 1000\n\n'
  for await (const item of told) {
    if (item.kind === 'event') yield `id: ${item.event.cursor}\ndata: ${JSON.stringify(item.event)}\n\n`
    else if (item.kind === 'progress') yield `event: progress_update\ndata: ${JSON.stringify(item.tracker)}\n\n`
    else if (item.kind === 'end')
      yield `event: end\ndata: ${JSON.stringify({ execution_id: executionId, status: item.status })}\n\n`
    else yield ': idle\n\n'
  }
}
