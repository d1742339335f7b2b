import { errorsOf, type RouteContract } from '@techdeck/contracts'
import { ResourceError, delay, type Logger } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Counter, type Registry } from 'prom-client'
import { showFigure } from './metrics.ts'

/** From where on requests are refused. */
export interface AdmissionLimits {
  /** Requests that wait for their answer. */
  waiting: number
  /** Open connections; kept below what the process accepts, so that who is refused hears why. */
  connections: number
  /** Resident memory of the process. */
  memoryBytes: number
  /** What has to be free where artifacts are kept, for uploads and new runs. */
  freeBytes: number
  /** How long the oldest job may have waited, for new runs. */
  queueAgeMs: number
}

/** What is measured outside of the process; a figure that cannot be had is left out, and refuses nothing. */
export interface Pressure {
  freeBytes?: number
  queueAgeMs?: number
}

const EVERY_MS = 1000

/**
 * Refuses what would drown the process, before it looks at who asks: 503 with Retry-After. What shows how it is and what
 * makes it less (health, readiness, cancelling) is let in whatever happens.
 */
export const admission = fp<{
  limits: AdmissionLimits
  pressure?: (() => Promise<Pressure>) | undefined
  registry: Registry
  logger: Logger
}>(
  async (app, { limits, pressure, registry, logger }) => {
    const shed = new Counter({
      name: 'techdeck_shed_total',
      help: 'Requests that were refused so that others are served.',
      labelNames: ['reason'],
      registers: [registry],
    })
    let waiting = 0
    let connections = 0
    let outside: Pressure = {}
    showFigure(registry, 'techdeck_requests_waiting', 'Requests that wait for their answer.', () => waiting)
    showFigure(registry, 'techdeck_connections_open', 'Connections of clients.', () => connections)
    showFigure(
      registry,
      'techdeck_storage_free_bytes',
      'What is free where artifacts are kept.',
      () => outside.freeBytes,
    )
    showFigure(
      registry,
      'techdeck_storage_needed_bytes',
      'With less than this free, uploads and new runs are refused.',
      () => limits.freeBytes,
    )
    let memory = 0
    app.server.on('connection', (socket) => {
      connections++
      socket.once('close', () => connections--)
    })

    async function look(): Promise<void> {
      memory = process.memoryUsage.rss()
      outside = (await pressure?.()) ?? {}
    }
    const stopping = new AbortController()
    app.addHook('onReady', async () => {
      await look().catch(() => {})
      void keepLooking()
    })
    async function keepLooking(): Promise<void> {
      while (!stopping.signal.aborted) {
        await delay(EVERY_MS, stopping.signal).catch(() => {})
        await look().catch((error: unknown) => logger.debug({ err: error }, 'The pressure could not be measured'))
      }
    }
    app.addHook('onClose', async () => stopping.abort())

    function reasonFor({ needs }: RouteContract): Reason | null {
      if (connections > limits.connections) return 'connections'
      if (waiting > limits.waiting) return 'requests'
      if (memory > limits.memoryBytes) return 'memory'
      if (needs && (outside.freeBytes ?? Infinity) < limits.freeBytes) return 'disk'
      if (needs === 'queue' && (outside.queueAgeMs ?? 0) > limits.queueAgeMs) return 'queue'
      return null
    }

    const counted = new WeakSet<FastifyRequest>()
    const answered = (request: FastifyRequest) => {
      if (counted.delete(request)) waiting--
    }
    app.addHook('onRequest', async (request, reply) => {
      const { contract } = request.routeOptions.config
      if (!contract || contract.vital || !errorsOf(contract).includes('RESOURCE_UNAVAILABLE')) return
      const reason = reasonFor(contract)
      if (reason !== null) {
        shed.inc({ reason })
        throw new ResourceError(REFUSALS[reason].message, {
          details: { reason: `overloaded_${reason}` },
          userMessage: REFUSALS[reason].userMessage,
          retryAfter: REFUSALS[reason].retryAfter,
        })
      }
      // A socket is none that waits, and has no answer by which it would be seen.
      if (contract.status === 101) return
      counted.add(request)
      waiting++
      // One whose client went has no answer.
      reply.raw.once('close', () => answered(request))
    })
    // A stream may go on for hours once it has begun.
    app.addHook('onSend', async (request) => answered(request))
  },
  { name: 'admission' },
)

type Reason = 'connections' | 'requests' | 'memory' | 'disk' | 'queue'

const BUSY = 'The service is busy right now; please try again in a moment.'
const REFUSALS: { readonly [reason in Reason]: { message: string; userMessage: string; retryAfter: number } } = {
  connections: { message: 'Too many connections are open.', userMessage: BUSY, retryAfter: 2 },
  requests: { message: 'Too many requests wait for their answers.', userMessage: BUSY, retryAfter: 1 },
  memory: { message: 'The memory of the process is used up.', userMessage: BUSY, retryAfter: 5 },
  disk: {
    message: 'There is too little space left for artifacts.',
    userMessage: 'There is too little space left. Ask an administrator to make room; what is there can be read.',
    retryAfter: 30,
  },
  queue: {
    message: 'Work that was queued earlier has not begun yet.',
    userMessage: 'More runs wait than the workers can begin. Please try again in some minutes.',
    retryAfter: 60,
  },
}
