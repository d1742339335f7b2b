import fp from 'fastify-plugin'

const EVERY_MS = 50

/**
 * While the server closes, connections are closed as they fall idle. Node does so once at the beginning only, and one
 * whose answer ends later would hold the process for as long as its keep-alive lasts.
 */
export const drain = fp(
  async (app) => {
    let timer: NodeJS.Timeout | undefined
    app.addHook('preClose', async () => {
      timer = setInterval(() => app.server.closeIdleConnections(), EVERY_MS)
    })
    app.addHook('onClose', async () => clearInterval(timer))
  },
  { name: 'drain' },
)
