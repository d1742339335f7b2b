import { once } from 'node:events'
import { createClient } from '@techdeck/client'
import { WebSocket } from 'ws'
import { answer } from '../lib/child.ts'
import { percentile, steadyMs } from '../lib/clock.ts'
import type { Judged, SocketsOrder } from './orders.ts'

// Thousands of sockets in one process. They note when which number came, and what they think of it only at the end.

const AT_ONCE = 40
const CURSOR = Buffer.from('"cursor":"1:')
const QUOTE = 0x22
const ZERO = 0x30
/** The highest number that is noted. */
const MOST_EVENTS = 4096

interface Reader {
  socket: WebSocket
  executionId: string
  last: number
  doubled: number
  /** When each number came, by number; 0 where it never did. */
  received: Float64Array
}
let readers: Reader[] = []

function read(reader: Reader, data: Buffer): void {
  const now = steadyMs()
  // Reading a frame as JSON would cost more than receiving it.
  const at = data.indexOf(CURSOR)
  if (at < 0 || data.indexOf('"event":"') < 0) return
  let seq = 0
  for (let digit = at + CURSOR.length; data[digit] !== QUOTE; digit++) seq = seq * 10 + data[digit] - ZERO
  if (seq <= reader.last) reader.doubled++
  reader.last = seq
  reader.received[seq] = now
}

async function openOne(order: Extract<SocketsOrder, { do: 'open' }>, at: number): Promise<Reader> {
  const executionId = order.executionIds[at % order.executionIds.length]
  const socket = new WebSocket(order.url, { perMessageDeflate: false })
  await once(socket, 'open')
  const heard = (type: string) =>
    new Promise<void>((resolve) => {
      const listen = (data: Buffer) => {
        if (data.indexOf(`"type":"${type}"`) < 0) return
        socket.off('message', listen)
        resolve()
      }
      socket.on('message', listen)
    })
  if (order.token !== undefined) {
    const { protocol, host } = new URL(order.url)
    const client = createClient({ baseUrl: `${protocol.replace('ws', 'http')}//${host}`, token: order.token })
    const { ticket } = await client.issueTicket()
    const welcome = heard('welcome')
    socket.send(JSON.stringify({ type: 'hello', ticket }))
    await welcome
  }
  const ready = heard(order.token === undefined ? 'resumed' : 'progress_initialized')
  socket.send(JSON.stringify({ type: 'subscribe', execution_id: executionId }))
  await ready
  const reader: Reader = { socket, executionId, last: 0, doubled: 0, received: new Float64Array(MOST_EVENTS) }
  socket.on('message', (data: Buffer) => read(reader, data))
  return reader
}

async function open(order: Extract<SocketsOrder, { do: 'open' }>): Promise<void> {
  const places = Array.from({ length: order.count }, (_, at) => at).values()
  const work = async () => {
    for (const at of places) readers.push(await openOne(order, at))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function judge({ published }: Extract<SocketsOrder, { do: 'judge' }>): Promise<Judged> {
  const lastOf = new Map(
    Object.entries(published).map(([id, times]) => [id, Math.max(...Object.keys(times).map(Number))]),
  )
  const late = performance.now() + 10_000
  while (performance.now() < late && readers.some(({ executionId, last }) => last < lastOf.get(executionId)!))
    await new Promise((resolve) => setTimeout(resolve, 50))
  const waits: number[] = []
  let [gaps, doubled] = [0, 0]
  for (const { executionId, received, doubled: twice, socket } of readers) {
    doubled += twice
    for (const [seq, at] of Object.entries(published[executionId])) {
      const came = received[Number(seq)]
      if (came) waits.push(came - at)
      else gaps++
    }
    socket.terminate()
  }
  readers = []
  const sorted = Float64Array.from(waits).toSorted()
  return {
    messages: sorted.length,
    gaps,
    doubled,
    p50_ms: percentile(sorted, 0.5),
    p99_ms: percentile(sorted, 0.99),
    p999_ms: percentile(sorted, 0.999),
    max_ms: percentile(sorted, 1),
  }
}

answer(async (order: SocketsOrder) => (order.do === 'open' ? open(order) : judge(order)))
