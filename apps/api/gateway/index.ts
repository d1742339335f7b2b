import websocket from '@fastify/websocket'
import { AuthorizationError } from '@techdeck/core'
import fp from 'fastify-plugin'
import type { ApiDeps } from '../deps.ts'
import { Gateway } from './gateway.ts'
import { GatewayMetrics } from './metrics.ts'
import { isOriginAllowed } from './origin.ts'
import { GATEWAY } from './settings.ts'
import { Shared } from './shared.ts'
import type { GatewayDeps } from './subscriptions.ts'

declare module 'fastify' {
  interface FastifyInstance {
    gateway: Gateway
  }
}

type Deps = Omit<GatewayDeps, 'gateway' | 'metrics' | 'executionFeeds' | 'datasetFeeds'> &
  Pick<ApiDeps, 'registry' | 'settings'>

/**
 * Sockets: makes `app.gateway`, which takes them over once they are open, and tells them to come back when the server
 * closes. A browser gets in from this origin and the allowed ones only.
 */
export const gateway = fp<Deps>(
  async (app, deps) => {
    const { settings } = deps
    const own = { ...GATEWAY, ...settings.gateway }
    const house = new Gateway({
      ...deps,
      gateway: own,
      metrics: new GatewayMetrics(deps.registry),
      executionFeeds: new Shared(),
      datasetFeeds: new Shared(),
    })
    app.decorate('gateway', house)
    await app.register(websocket, {
      // No compression: at thousands of sockets it costs a core and hundreds of megabytes.
      options: { maxPayload: own.messageBytes, perMessageDeflate: false, clientTracking: false },
      preClose: async () => house.close(),
      // A client that went without a word is no error of ours.
      errorHandler: (_error, socket) => socket.terminate(),
    })
    app.addHook('onRequest', async (request) => {
      if (request.ws && !isOriginAllowed(request.headers, settings.corsOrigins))
        throw new AuthorizationError('Sockets are not open to pages of this origin.')
    })
  },
  { name: 'gateway' },
)
