import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What happens to an answer in its middle: the connection is cut, or nothing more comes. */
export type Break = 'cut' | 'hold'

/** A way to the API that breaks. */
export interface BreakingLine {
  origin: string
  /** What still happens to answers, one after the other. */
  breaks: Break[]
  close(): Promise<void>
}

/** Stands before a server, and breaks answers to requests that hold a text, after so many bytes. */
export async function startBreakingLine(target: string, text: string, afterBytes: number): Promise<BreakingLine> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const breaks: Break[] = []
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    let next: Break | undefined
    let left = 0
    near.on('data', (chunk: Buffer) => {
      if (chunk.includes(text)) {
        next = breaks.shift()
        left = afterBytes
      }
      far.write(chunk)
    })
    far.on('data', (chunk: Buffer) => {
      if (next === undefined) {
        near.write(chunk)
        return
      }
      const passed = chunk.subarray(0, left)
      left -= passed.length
      near.write(passed, () => left === 0 && next === 'cut' && near.destroy())
    })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breaks,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
