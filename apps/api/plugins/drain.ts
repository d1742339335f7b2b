import type { Socket } from 'node:net'
import fp from 'fastify-plugin'

const EVERY_MS = 50

/**
 * While the server closes, connections are closed as they fall idle. Node does so once at the beginning only, and one
 * whose answer ends later would hold the process for as long as its keep-alive lasts. Nor does Node count a connection
 * as idle over which nothing was ever sent, such as clients open in advance.
 */
export const drain = fp(
  async (app) => {
    const silent = new Set<Socket>()
    let timer: NodeJS.Timeout | undefined
    app.server.on('connection', (socket: Socket) => {
      silent.add(socket)
      socket.once('close', () => silent.delete(socket))
    })
    app.server.on('request', ({ socket }) => silent.delete(socket))
    app.addHook('preClose', async () => {
      timer = setInterval(() => {
        app.server.closeIdleConnections()
        for (const socket of silent) if (socket.bytesRead === 0) socket.destroy()
      }, EVERY_MS)
    })
    app.addHook('onClose', async () => clearInterval(timer))
  },
  { name: 'drain' },
)
