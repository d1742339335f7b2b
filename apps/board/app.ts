import { BOARD_PATH, queueBoard, type QueueBoardDeps } from '@techdeck/queue-board'
import { newId } from '@techdeck/core'
import Fastify, { type FastifyInstance } from 'fastify'

export interface BoardDeps extends QueueBoardDeps {
  trustedProxies?: string | undefined
}

/** The board alone, for a process of its own; the API gives the passes to it. */
export function buildApp({ trustedProxies, ...deps }: BoardDeps): FastifyInstance {
  const app = Fastify({
    logger: false,
    genReqId: newId,
    trustProxy: trustedProxies ?? false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
  })
  app.get('/health', async () => ({ status: 'ok' }))
  app.register(queueBoard, { ...deps, prefix: BOARD_PATH })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, admin } = request
    const durationMs = Math.round(reply.elapsedTime * 10) / 10
    const about = { requestId: request.id, method, route: routeOptions.url ?? 'none', status: reply.statusCode }
    deps.logger.info({ ...about, durationMs, userId: admin?.userId }, 'answered')
  })
  return app
}
