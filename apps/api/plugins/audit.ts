import type { AuditRecord, JsonObject } from '@techdeck/contracts'
import { ResourceError, newId, type Clock } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Readable } from 'node:stream'
import { DEFAULT_WORKSPACE, type Principal } from '../principal.ts'

/** What a handler knows of the access beyond the route: ids and counts, never content. */
export interface Access {
  userId?: string
  /** What the person said that it is for. */
  purpose?: string
  /** An address that no user of ours has, or that is not the user's own. */
  email?: string
  dataId?: string | undefined
  executionId?: string
  details?: JsonObject
}

declare module 'fastify' {
  interface FastifyRequest {
    access: Access
  }
}

export interface AuditLog {
  /** Durable when it returns. */
  append(record: AuditRecord): Promise<void>
}

interface AuditDeps {
  audit: AuditLog
  clock: Clock
}

/**
 * Writes one audit record for each successful answer of a route whose contract names an operation, before the answer
 * leaves. When it cannot be written, nothing is answered but 503.
 */
export const audit = fp<AuditDeps>(
  async (app, deps) => {
    app.decorateRequest('access')
    app.addHook('onRequest', async (request) => void (request.access = {}))
    app.addHook('onSend', async (request, reply, payload) => {
      const operation = request.routeOptions.config.contract?.audit
      if (!operation || reply.statusCode >= 400) return
      try {
        await record(deps, request, operation)
      } catch (error) {
        ;(payload as Partial<Readable> | null)?.destroy?.()
        throw error
      }
    })
  },
  { name: 'audit' },
)

/** What a script or an agent did is told apart from what its owner did. */
const tokenOf = (principal: Principal | null): JsonObject =>
  principal?.token ? { token_id: principal.token.id, ...(principal.token.kind === 'agent' && { agent: true }) } : {}

/** @throws {@link ResourceError} when the record cannot be written; the caller must not answer then. */
export async function record(deps: AuditDeps, request: FastifyRequest, operation: string): Promise<void> {
  const { access, principal } = request
  const { contract } = request.routeOptions.config
  const params = request.params as { id?: string; dataset_id?: string } | undefined
  const dataType = operation.split('.')[0]
  const id = access.dataId ?? params?.id ?? params?.dataset_id ?? null
  const ofExecution = contract?.path.startsWith('/pipeline/:id') ?? false
  try {
    await deps.audit.append({
      id: newId(),
      workspaceId: principal?.workspaceId ?? DEFAULT_WORKSPACE,
      userId: access.userId ?? principal?.userId ?? null,
      executionId: access.executionId ?? (ofExecution ? id : null),
      operation,
      purpose: access.purpose ?? contract?.summary ?? operation,
      dataType,
      dataId: id,
      details: { request_id: request.id, ...tokenOf(principal), ...access.details },
      ipAddress: request.ip,
      ...(access.email !== undefined && { email: access.email }),
      timestamp: deps.clock.now(),
    })
  } catch (cause) {
    throw new ResourceError('The audit log cannot be written, so the access is refused.', { cause, retryAfter: 2 })
  }
}
