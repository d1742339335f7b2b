import type { Logger } from '@techdeck/core'
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import fp from 'fastify-plugin'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** A registry with the process's own figures. One a process; tests make one each. */
export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** Shows a figure that is looked up whenever it is asked for; it is absent where there is none or it cannot be had. */
export function showFigure(
  registry: Registry,
  name: string,
  help: string,
  look: () => number | null | undefined | Promise<number | null | undefined>,
): void {
  registry.registerMetric(
    new Gauge({
      name,
      help,
      registers: [],
      async collect() {
        const figure = await Promise.resolve()
          .then(look)
          .catch(() => null)
        if (figure == null) this.remove()
        else this.set(figure)
      },
    }),
  )
}

/** Shows how often what was asked for was remembered. */
export function countCaches(registry: Registry, counts: () => { [cache: string]: { hits: number; misses: number } }) {
  const told = new Map<string, number>()
  const counter = new Counter({
    name: 'techdeck_cache_questions_total',
    help: 'Questions to a cache, by whether it knew',
    labelNames: ['cache', 'result'] as const,
    registers: [],
    collect() {
      for (const [cache, { hits, misses }] of Object.entries(counts()))
        for (const [result, now] of [['hit', hits] as const, ['miss', misses] as const]) {
          this.inc({ cache, result }, now - (told.get(`${cache} ${result}`) ?? 0))
          told.set(`${cache} ${result}`, now)
        }
    },
  })
  registry.registerMetric(counter)
}

/** Shows which dependencies are left alone since they did not answer. */
export function showBreakers(registry: Registry, states: () => { [dependency: string]: string }) {
  const gauge = new Gauge({
    name: 'techdeck_breaker_open',
    help: 'Whether a dependency did not answer lately and is left alone',
    labelNames: ['dependency'] as const,
    registers: [],
    collect() {
      for (const [dependency, state] of Object.entries(states())) this.set({ dependency }, state === 'closed' ? 0 : 1)
    },
  })
  registry.registerMetric(gauge)
}

/** Times each request by route pattern (never by URL) and writes one log line for it. */
export const metrics = fp<{ registry: Registry; logger: Logger }>(
  async (app, { registry, logger }) => {
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the end of its answer',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers: [registry],
    })
    app.addHook('onResponse', async (request, reply) => {
      const { method } = request
      const route = request.routeOptions.url ?? 'none'
      duration.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
      const { userId } = request.principal ?? {}
      const durationMs = Math.round(reply.elapsedTime * 10) / 10
      logger.info({ requestId: request.id, method, route, status: reply.statusCode, durationMs, userId }, 'answered')
    })
  },
  { name: 'metrics' },
)

/** The private listener's only route. It is bound to the loopback interface by main, never to the public port. */
export function buildMetricsListener(registry: Registry): FastifyInstance {
  const app = Fastify({ logger: false })
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
  return app
}
