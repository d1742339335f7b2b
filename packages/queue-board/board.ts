import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import type { AuditRecord } from '@techdeck/contracts'
import { newId, type Logger } from '@techdeck/core'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allowed } from './answers.ts'
import { admit, type Admin, type GuardDeps } from './guard.ts'
import { ACTIONS, READS } from './operations.ts'
import { protect, refusal, tidied } from './page.ts'
import { BOARD_PATH } from './pass.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set behind the board's guard. */
    admin: Admin | null
  }
}

export interface QueueBoardDeps extends GuardDeps {
  queues: readonly ConstructorParameters<typeof BullMQAdapter>[0][]
  /** Durable when it returns. */
  audit: { append(record: AuditRecord): Promise<void> }
  logger: Logger
}

/**
 * Bull Board, to be registered under {@link BOARD_PATH}: for administrators who came with a pass, read-only unless
 * `writable`. Answers hold what `answers.ts` lists and nothing else of what is in Redis. Each action is in the audit log
 * before it is done, and is not done when it cannot be.
 */
export const queueBoard: FastifyPluginAsync<QueueBoardDeps> = async (app, deps) => {
  const { queues, audit, clock, logger, writable } = deps

  app.decorateRequest('admin', null)
  app.addHook('onRequest', async (request, reply) => {
    protect(reply)
    try {
      const verdict = await admit(deps, request)
      if ('refused' in verdict) return refuse(request, reply, verdict.refused)
      request.admin = verdict
      return undefined
    } catch (error) {
      return unavailable(request, reply, error)
    }
  })
  app.addHook('preHandler', async (request, reply) => {
    const operation = ACTIONS.get(operationOf(request))
    if (operation === undefined || request.admin === null) return undefined
    const { queueName, jobId, queueStatus } = request.params as Record<string, string | undefined>
    if (queueName !== undefined && !queues.some(({ name }) => name === queueName)) return undefined
    const { userId, workspaceId } = request.admin
    try {
      await audit.append({
        id: newId(),
        workspaceId,
        userId,
        executionId: null,
        operation,
        purpose: 'Change a queue on the board',
        dataType: 'queues',
        dataId: queueName ?? null,
        details: { request_id: request.id, ...nameable({ job_id: jobId, status: queueStatus }) },
        ipAddress: request.ip,
        timestamp: clock.now(),
      })
      return undefined
    } catch (error) {
      return unavailable(request, reply, error)
    }
  })
  app.addHook('onSend', async (_, reply, payload) =>
    typeof payload === 'string' && isPage(reply) ? tidied(payload) : payload,
  )

  const serverAdapter = new FastifyAdapter()
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: !writable })),
    serverAdapter,
    options: {
      uiConfig: { boardTitle: 'TechDeck queues', hideRedisDetails: true, hideDocsLink: true, locale: { lng: 'en-US' } },
      handlerHooks: {
        async before({ method, route, request }) {
          const operation = `${method.toUpperCase()} ${route}`
          const isServed =
            READS.has(operation) || (ACTIONS.has(operation) && request.params.queueStatus !== 'completed')
          return isServed ? undefined : { allow: false, status: 403, errorKey: 'ERRORS.FORBIDDEN' }
        },
        async after({ route }, result) {
          return { ...result, body: allowed(route, result.status ?? 200, result.body) as typeof result.body }
        },
      },
    },
  })
  serverAdapter.setBasePath(BOARD_PATH)
  // What is thrown may quote what it fails on.
  serverAdapter.setErrorHandler(() => ({ status: 500, body: failure(500) }))
  app.setNotFoundHandler((_, reply) => reply.code(404).send(failure(404)))
  await app.register(serverAdapter.registerPlugin())

  function unavailable(request: FastifyRequest, reply: FastifyReply, error: unknown) {
    logger.error({ requestId: request.id, route: request.routeOptions.url, status: 503, err: error }, 'request failed')
    return refuse(request, reply, 503)
  }
}

/** Method and path below the board, as `operations.ts` names them. */
const operationOf = ({ method, routeOptions: { url = '' } }: FastifyRequest): string =>
  `${method} ${url.slice(BOARD_PATH.length)}`

/** A path may hold anything; what is not an id of ours is not written down. */
const nameable = (parts: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => (part && /^[\w.-]{1,300}$/.test(part) ? [[name, part]] : [])),
  )

const isPage = (reply: FastifyReply): boolean => String(reply.getHeader('content-type')).startsWith('text/html')

type Refused = 401 | 403 | 405 | 503

/** A page for people, and for the board's own page a key of its translations. */
function refuse({ url }: FastifyRequest, reply: FastifyReply, status: Refused): FastifyReply {
  reply.code(status)
  if (status === 405 || url.startsWith(`${BOARD_PATH}/api/`)) return reply.send(failure(status))
  return reply.type('text/html; charset=utf-8').send(refusal(status))
}

const failure = (status: number) => ({ error: { key: KEYS[status] ?? ('ERRORS.INTERNAL_SERVER_ERROR' as const) } })
const KEYS: Readonly<
  Record<number, 'ERRORS.FORBIDDEN' | 'ERRORS.QUEUE_READ_ONLY' | 'ERRORS.REDIS_UNAVAILABLE' | 'ERRORS.QUEUE_NOT_FOUND'>
> = {
  401: 'ERRORS.FORBIDDEN',
  403: 'ERRORS.FORBIDDEN',
  404: 'ERRORS.QUEUE_NOT_FOUND',
  405: 'ERRORS.QUEUE_READ_ONLY',
  503: 'ERRORS.REDIS_UNAVAILABLE',
}
