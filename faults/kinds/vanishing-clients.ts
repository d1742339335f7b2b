import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import type { System } from '../lib/system.ts'

/** What all of them together may add to the API's memory. */
const MOST_MB = 100

/** Socket clients that read nothing, and others that go without a word, beside one that watches the same run. */
export const vanishingClients: FaultKind = {
  name: 'slow and vanishing socket clients',
  amount: { long: 100, short: 16 },
  async cause(system, amount, random) {
    const tally = emptyTally()
    const memory = () => rssMb(system.stack.service('api').state().pid)
    const before = await memory()
    let most = before
    const { problems } = await system.run(async (id) => {
      const sockets: Socket[] = []
      for (; tally.tried < amount; tally.tried++) {
        const socket = await watchWithoutReading(system, id).catch(() => null)
        if (!socket) continue
        sockets.push(socket)
        if (tally.tried % 2 === 0) setTimeout(() => socket.resetAndDestroy(), random() * 2000)
      }
      await delay(2000)
      most = await memory()
      for (const socket of sockets) socket.destroy()
    })
    addProblems(tally, problems)
    if (most - before > MOST_MB)
      addProblems(tally, [`lost: the API grew by ${Math.round(most - before)} MiB for clients that read nothing`])
    return tally
  },
}

/** Signs in over a bare connection, subscribes, and stops reading. */
async function watchWithoutReading({ client, stack }: System, executionId: string): Promise<Socket> {
  const { ticket } = await client.issueTicket()
  const { hostname, port } = new URL(stack.apiUrl)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.write(
    `GET /api/v1/ws HTTP/1.1\r\nhost: ${hostname}:${port}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  )
  // Not once(): one that is refused closes.
  await new Promise<void>((resolve) => {
    socket.once('data', () => resolve())
    socket.once('close', () => resolve())
  })
  socket.pause()
  for (const frame of [
    { type: 'hello', ticket },
    { type: 'subscribe', execution_id: executionId },
  ])
    socket.write(masked(JSON.stringify(frame)))
  return socket
}

/** One text frame as clients send it; at most 64 KiB. */
function masked(text: string): Buffer {
  const payload = Buffer.from(text)
  const mask = randomBytes(4)
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([0x81, ...length]), mask, payload.map((byte, at) => byte ^ mask[at % 4])])
}

async function rssMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}
