import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be cut: while it is, what was connected hears nothing more, or that it ended. */
export interface CuttingProxy {
  port: number
  /**
   * Cuts the way. `silent`: nothing goes through and nobody is told, as when packets are dropped; else connections are
   * reset and new ones refused.
   */
  cut(silent: boolean): void
  heal(): void
  close(): Promise<void>
}

export async function startCuttingProxy(host: string, port: number): Promise<CuttingProxy> {
  const open = new Set<[Socket, Socket]>()
  let state: 'whole' | 'silent' | 'reset' = 'whole'
  const server = createServer((client) => {
    if (state === 'reset') {
      client.resetAndDestroy()
      return
    }
    const upstream = connect(port, host)
    const pair: [Socket, Socket] = [client, upstream]
    open.add(pair)
    for (const [from, to] of [pair, pair.toReversed() as [Socket, Socket]]) {
      from.on('error', () => {})
      from.on('data', (chunk: Buffer) => {
        // What is sent into a silent cut is lost, and so is the connection: it has a hole.
        if (state === 'silent') from.pause()
        else to.write(chunk)
      })
      from.on('close', () => {
        open.delete(pair)
        to.destroy()
      })
    }
    if (state === 'silent') for (const socket of pair) socket.pause()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    cut(silent) {
      state = silent ? 'silent' : 'reset'
      for (const socket of [...open].flat()) {
        if (silent) socket.pause()
        else socket.resetAndDestroy()
      }
    },
    heal() {
      const wasSilent = state === 'silent'
      state = 'whole'
      if (wasSilent) for (const pair of open) for (const socket of pair) socket.resetAndDestroy()
    },
    async close() {
      for (const pair of open) for (const socket of pair) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
