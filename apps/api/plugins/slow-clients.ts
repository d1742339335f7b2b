import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import fp from 'fastify-plugin'
import { refuseConnection } from './client-error.ts'

/** What a client that sends slowly, or only holds on, is held to. Durations in milliseconds. */
export interface Patience {
  /** From the opening of a connection, or the end of the answer before, to the last header. */
  headersMs: number
  /** The same to the last byte of a body that is read as a whole, such as JSON. */
  bodyMs: number
  /** A streamed body may take as long as it needs, while it brings at least `leastBytes` in each `windowMs`. */
  windowMs: number
  leastBytes: number
  /** Connections to this process at once. */
  connections: number
}

export const PATIENCE: Patience = {
  headersMs: 15_000,
  bodyMs: 60_000,
  windowMs: 30_000,
  leastBytes: 4096,
  connections: 10_000,
}

/** What has to be known when the server is made. */
export const serverOptions = ({ headersMs }: Patience) => ({
  headersTimeout: headersMs,
  connectionsCheckingInterval: Math.min(5000, headersMs),
})

/**
 * Lets nobody hold connections by sending next to nothing: a request whose body comes too slowly is answered 408 and its
 * connection ends. What is slow on our side counts as nothing: while bytes wait to be read, the client has to wait.
 */
export const slowClients = fp<{ patience: Patience }>(
  async (app, { patience }) => {
    const server: Server = app.server
    server.maxConnections = patience.connections
    app.addHook('onRequest', async (request, reply) => {
      const { raw } = request
      // Requests that no connection carries (inject) are there as a whole.
      if (!hasBody(raw) || raw.complete || typeof raw.socket?.bytesRead !== 'number') return
      const isWhole = request.routeOptions.config.contract?.body !== undefined
      const stop = watch(
        raw,
        isWhole ? { ...patience, windowMs: patience.bodyMs, leastBytes: Infinity } : patience,
        () => {
          if (reply.raw.headersSent) raw.destroy()
          else {
            refuseConnection({ code: 'ERR_HTTP_REQUEST_TIMEOUT' } as NodeJS.ErrnoException, raw.socket)
            letRead(raw)
          }
        },
      )
      raw.once('end', stop)
      reply.raw.once('close', stop)
    })
  },
  { name: 'slow-clients' },
)

/** Time to read a refusal, in milliseconds. */
const READING_MS = 1000

/**
 * Ends a refused request once its client had time to read why: to close at once, while it still sends, would reset the
 * connection, and its system may throw the answer away. What comes meanwhile counts for nothing.
 */
function letRead(raw: IncomingMessage): void {
  raw.push = () => true
  const ending = setTimeout(() => raw.destroy(), READING_MS)
  raw.socket.once('close', () => clearTimeout(ending))
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Calls `onSlow` once a window brought too little; returns what stops it. */
function watch(
  raw: IncomingMessage & { socket: Socket },
  { windowMs, leastBytes }: Patience,
  onSlow: () => void,
): () => void {
  let before = raw.socket.bytesRead
  const timer = setInterval(() => {
    const brought = raw.socket.bytesRead - before
    before = raw.socket.bytesRead
    if (raw.complete) return clearInterval(timer)
    if (brought >= leastBytes || (raw.readableLength > 0 && leastBytes !== Infinity)) return
    clearInterval(timer)
    onSlow()
  }, windowMs).unref()
  return () => clearInterval(timer)
}
