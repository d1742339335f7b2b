import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ClientFrame } from '@techdeck/contracts'
import { WebSocketServer, type WebSocket } from 'ws'
import { createClient, type Client, type Watched } from '../index.ts'
import type { UploadWatched } from './queue.ts'

// A server that says what a test has it say; the real one is held against this client in apps/api.

type Visit = (socket: WebSocket, frames: AsyncIterator<ClientFrame>) => unknown
const LIMITS = {}

let server: Server
let sockets: WebSocketServer
let client: Client
let visits: Visit[]
let tickets: number
let answer: (request: IncomingMessage, response: ServerResponse) => unknown
const baseUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeEach(async () => {
  visits = []
  tickets = 0
  answer = (_request, response) => response.writeHead(404).end()
  server = createServer((request, response) => {
    if (request.url !== '/api/v1/ws/tickets') return answer(request, response)
    tickets++
    return json(response, { ticket: 't'.repeat(43), expires_in: 15 })
  })
  sockets = new WebSocketServer({ server })
  let visit = 0
  sockets.on('connection', (socket) => {
    const frames = framesOf(socket)
    void visits[Math.min(visit++, visits.length - 1)]?.(socket, frames)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  client = createClient({ baseUrl: baseUrl(), retries: 0 })
})
afterEach(async () => {
  for (const socket of sockets.clients) socket.terminate()
  sockets.close()
  await new Promise((resolve) => server.close(resolve).closeAllConnections())
})

const json = (response: ServerResponse, data: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, data, meta: {} }))

async function* framesOf(socket: WebSocket): AsyncGenerator<ClientFrame> {
  const frames: ClientFrame[] = []
  let heard = Promise.withResolvers<void>()
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(String(data)) as ClientFrame)
    heard.resolve()
  })
  for (;;) {
    while (frames.length > 0) yield frames.shift()!
    heard = Promise.withResolvers()
    await heard.promise
  }
}

const say = (socket: WebSocket, ...frames: object[]) => {
  for (const frame of frames) socket.send(JSON.stringify(frame))
}
const welcome = (lifeMs = 600_000) => ({
  type: 'welcome',
  session: { id: null, user_id: 'u', expires_at: new Date(Date.now() + lifeMs).toISOString() },
  limits: LIMITS,
})
const eventView = (cursor: string) => ({
  execution_id: 'x',
  cursor,
  event: 'checkpoint.save',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: {},
})
const event = (cursor: string) => ({ type: 'event', ...eventView(cursor) })
const end = { type: 'end', execution_id: 'x', status: 'completed' }

/** Takes the hello and the first subscription, welcomes, and goes on with `then`. */
const welcoming =
  (then: (socket: WebSocket, subscribed: ClientFrame, frames: AsyncIterator<ClientFrame>) => unknown): Visit =>
  async (socket, frames) => {
    const hello = (await frames.next()).value as ClientFrame
    if (hello.type !== 'hello') throw new Error('hello comes first')
    say(socket, welcome())
    await then(socket, (await frames.next()).value as ClientFrame, frames)
  }

async function all(watched: AsyncIterable<Watched>): Promise<string[]> {
  const told: string[] = []
  for await (const item of watched)
    told.push(
      item.kind === 'event' ? item.event.cursor : item.kind === 'end' ? item.status : `${item.tracker.progress}%`,
    )
  return told
}

describe('a live watch', () => {
  it('tells events, the newest progress and the end, and then closes its socket', async () => {
    const closed = Promise.withResolvers<void>()
    visits = [
      welcoming((socket, subscribed) => {
        socket.on('close', closed.resolve)
        expect(subscribed).toEqual({ type: 'subscribe', execution_id: 'x', after: '0:0' })
        say(
          socket,
          event('1:1'),
          { type: 'progress_update', execution_id: 'x', data: { progress: 40 } },
          event('1:2'),
          end,
        )
      }),
    ]
    const told = await all(client.live().watch('x'))
    expect(told.filter((each) => !each.endsWith('%'))).toEqual(['1:1', '1:2', 'completed'])
    expect(told).toContain('40%')
    await closed.promise
  })

  it('comes back with its cursor when the socket breaks, tells nothing twice, and says that it did', async () => {
    const after: unknown[] = []
    const noted = (then: (socket: WebSocket) => unknown) => (socket: WebSocket, subscribed: ClientFrame) => (
      after.push('after' in subscribed && subscribed.after),
      then(socket)
    )
    visits = [
      welcoming(noted((socket) => (say(socket, event('1:1'), event('1:2')), socket.close(1012)))),
      (socket) => socket.terminate(),
      welcoming(noted((socket) => (say(socket, event('1:2'), event('1:3')), socket.close(1013)))),
      welcoming(noted((socket) => say(socket, event('1:4'), end))),
    ]
    const reasons: unknown[] = []
    const told = await all(client.live({ onReconnect: (reason) => reasons.push(reason) }).watch('x'))
    expect(told).toEqual(['1:1', '1:2', '1:3', '1:4', 'completed'])
    expect(after).toEqual(['0:0', '1:2', '1:3'])
    expect([reasons.length, tickets]).toEqual([3, 4])
  })

  it('subscribes anew when there is a hole, and when the server could not go on', async () => {
    const after: unknown[] = []
    visits = [
      welcoming(async (socket, _first, frames) => {
        say(socket, event('1:1'), event('1:3'))
        after.push((await frames.next()).value)
        say(socket, { type: 'error', execution_id: 'x', error_code: 'RESOURCE_UNAVAILABLE', recoverable: true })
        after.push((await frames.next()).value)
        say(socket, event('1:2'), event('1:3'), end)
      }),
    ]
    expect(await all(client.live().watch('x'))).toEqual(['1:1', '1:2', '1:3', 'completed'])
    expect(after).toMatchObject([{ after: '1:1' }, { after: '1:1' }])
  }, 10_000)

  it('fetches what a snapshot leaves out, and keeps the order with what comes meanwhile', async () => {
    const asked: unknown[] = []
    answer = (request, response) => {
      const after = new URL(request.url!, 'http://x').searchParams.get('after')
      asked.push(after)
      json(response, (after === '1:1' ? ['1:2', '1:3'] : ['1:4', '1:5']).map(eventView))
    }
    visits = [
      welcoming((socket) =>
        say(
          socket,
          { type: 'snapshot', execution_id: 'x', cursor: '1:5', data: { progress: 50, current_stage: 'quality' } },
          event('1:6'),
        ),
      ),
    ]
    const told: string[] = []
    for await (const item of client.live().watch('x', { after: '1:1' })) {
      told.push(item.kind === 'event' ? item.event.cursor : 'progress')
      if (told.length === 6) break
    }
    expect(told).toEqual(['1:2', '1:3', '1:4', '1:5', '1:6', 'progress'])
    expect(asked).toEqual(['1:1', '1:3'])
  })

  it('with a filter asks for what it wants, and takes no hole for one', async () => {
    visits = [
      welcoming((socket, subscribed) => {
        expect(subscribed).toMatchObject({ events: ['checkpoint.save'] })
        say(socket, event('1:4'), event('1:9'), end)
      }),
    ]
    expect(await all(client.live().watch('x', { events: ['checkpoint.save'] }))).toEqual(['1:4', '1:9', 'completed'])
  })

  it('follows any number over one socket, with callbacks, and stops what is to stop', async () => {
    const subscribed: unknown[] = []
    const unsubscribed = Promise.withResolvers<unknown>()
    visits = [
      welcoming(async (socket, first, frames) => {
        subscribed.push(first, (await frames.next()).value)
        say(socket, event('1:1'), { ...event('1:1'), execution_id: 'y' })
        unsubscribed.resolve((await frames.next()).value)
        say(socket, { ...end, execution_id: 'y' })
      }),
    ]
    const live = client.live()
    const told: string[] = []
    const ended = Promise.withResolvers<void>()
    const stop = live.follow({ executionId: 'x' }, { event: ({ execution_id }) => (told.push(execution_id), stop()) })
    live.follow(
      { executionId: 'y' },
      { event: ({ execution_id }) => told.push(execution_id), end: () => ended.resolve() },
    )
    expect(await unsubscribed.promise).toEqual({ type: 'unsubscribe', execution_id: 'x' })
    await ended.promise
    expect(told).toEqual(['x', 'y'])
    expect(subscribed).toMatchObject([{ execution_id: 'x' }, { execution_id: 'y' }])
    expect(tickets).toBe(1)
  })

  it('renews its sign-in before it ends', async () => {
    visits = [
      async (socket, frames) => {
        await frames.next()
        say(socket, welcome(1000))
        await frames.next()
        expect((await frames.next()).value).toMatchObject({ type: 'renew' })
        say(socket, welcome(), end)
      },
    ]
    expect(await all(client.live().watch('x'))).toEqual(['completed'])
    expect(tickets).toBe(2)
  })

  it('comes back when the server falls silent', async () => {
    visits = [welcoming((socket) => say(socket, event('1:1'))), welcoming((socket) => say(socket, event('1:2'), end))]
    expect(await all(client.live({ silenceMs: 100 }).watch('x'))).toEqual(['1:1', '1:2', 'completed'])
  })

  it('fails with the error of a subscription, with one that the sign-in has, and when nobody is there for long', async () => {
    visits = [
      welcoming((socket) =>
        say(socket, { type: 'error', execution_id: 'x', error_code: 'NOT_FOUND', message: 'no', recoverable: false }),
      ),
    ]
    await expect(all(client.live().watch('x'))).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 })
    const elsewhere = createServer((_request, response) => response.writeHead(401).end('{}'))
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
    const refused = createClient({ baseUrl: url, retries: 0 })
    await expect(all(refused.live().watch('x'))).rejects.toMatchObject({ status: 401 })
    await new Promise((resolve) => elsewhere.close(resolve).closeAllConnections())
    await expect(all(refused.live({ patienceMs: 300 }).watch('x'))).rejects.toMatchObject({ name: 'ConnectionError' })
  })

  it('ends when its signal aborts, and leaves nothing open', async () => {
    visits = [welcoming((socket) => say(socket, event('1:1')))]
    const abort = new AbortController()
    const watching = client.live().watch('x', { signal: abort.signal })
    await watching.next()
    const closed = new Promise((resolve) => [...sockets.clients][0].on('close', resolve))
    abort.abort(new Error('enough'))
    await expect(watching.next()).rejects.toThrow('enough')
    await closed
  })
})

describe('where sockets cannot be opened', () => {
  const stream = (request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const seen = request.headers['last-event-id'] === '1:1' ? [] : ['1:1']
    for (const cursor of [...seen, '1:2'])
      response.write(`id: ${cursor}\ndata: ${JSON.stringify(eventView(cursor))}\n\n`)
    response.end('event: end\ndata: {"execution_id":"x","status":"partial"}\n\n')
  }

  it('server-sent events tell the same, from the same cursor', async () => {
    // The first socket works; then something in between begins to refuse them.
    visits = [welcoming((socket) => (say(socket, event('1:1')), socket.terminate())), (socket) => socket.terminate()]
    answer = stream
    expect(await all(client.live().watch('x'))).toEqual(['1:1', '1:2', 'partial'])
    expect(tickets).toBe(4)
  }, 10_000)

  it('nor are known at all, server-sent events tell it from the beginning, by the same filter', async () => {
    answer = stream
    expect(await all(client.live({ webSocket: undefined }).watch('x'))).toEqual(['1:1', '1:2', 'partial'])
    const filtered = client.live({ webSocket: undefined }).watch('x', { events: ['*.completed'] })
    expect(await all(filtered)).toEqual(['partial'])
    expect(tickets).toBe(0)
  })

  it('an upload is looked at until it is inspected', async () => {
    let looks = 0
    answer = (_request, response) =>
      ++looks === 1 ? response.writeHead(404).end() : json(response, { status: 'ready', size_bytes: 7 })
    const told: UploadWatched[] = []
    for await (const item of client.live({ webSocket: undefined }).watchUpload('d')) told.push(item)
    expect(told).toEqual([{ kind: 'inspected', status: 'ready' }])
  })
})

describe('a watch of an upload', () => {
  it('tells how far it is and what became of it', async () => {
    const about = { type: 'event', dataset_id: 'd', timestamp: '' }
    const upload = { dataset_id: 'd', status: 'uploading', bytes_received: 5, bytes_total: 10 }
    visits = [
      welcoming((socket, subscribed) => {
        expect(subscribed).toEqual({ type: 'subscribe', dataset_id: 'd' })
        say(socket, { type: 'progress_initialized', dataset_id: 'd', data: upload })
        setTimeout(
          () =>
            say(socket, { ...about, event: 'dataset.inspected', data: { status: 'invalid', conversation_count: 0 } }),
          20,
        )
      }),
    ]
    const told: UploadWatched[] = []
    for await (const item of client.live().watchUpload('d')) told.push(item)
    expect(told).toEqual([
      { kind: 'upload', upload },
      { kind: 'inspected', status: 'invalid' },
    ])
  })
})
