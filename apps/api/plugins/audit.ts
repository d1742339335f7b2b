import { AsyncLocalStorage } from 'node:async_hooks'
import { ENCRYPTION_METHOD, KeyUses, observeKeyUse, type ArtifactStore } from '@techdeck/artifacts'
import { DEFAULT_WORKSPACE, type AuditRecord, type JsonObject } from '@techdeck/contracts'
import { ResourceError, newId, type Clock } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Readable } from 'node:stream'
import type { Principal } from '../principal.ts'

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
    /** What the request encrypted and decrypted; absent where it failed before it came anywhere. */
    keyUses?: KeyUses
    /** The broken glass by which the caller reaches what they ask for. */
    emergencies: Set<string>
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
 * Writes one audit record for each successful answer of a route whose contract names an operation, and one for each
 * kind of thing that the request encrypted or decrypted, before the answer leaves. When it cannot be written, nothing is answered but 503.
 */
export const audit = fp<AuditDeps>(
  async (app, deps) => {
    app.decorateRequest('access')
    app.decorateRequest('keyUses')
    app.decorateRequest('emergencies')
    app.addHook('onRequest', async (request) => {
      request.access = {}
      request.emergencies = new Set()
      request.keyUses = new KeyUses()
    })
    app.addHook('preHandler', (request, _reply, done) => current.run(request.keyUses ?? new KeyUses(), done))
    app.addHook('onSend', async (request, reply, payload) => {
      const contract = request.routeOptions.config.contract
      // Through broken glass nothing goes unrecorded.
      const operation = contract?.audit ?? (request.emergencies?.size > 0 ? EMERGENCY_ACCESS : undefined)
      try {
        await Promise.all([
          recordKeyUses(deps, request),
          operation !== undefined && reply.statusCode < 400 && record(deps, request, operation),
        ])
      } catch (error) {
        ;(payload as Partial<Readable> | null)?.destroy?.()
        throw error
      }
    })
  },
  { name: 'audit' },
)

/** Of what was read through broken glass where nothing else is recorded. */
export const EMERGENCY_ACCESS = 'emergency.access'

/** What a script or an agent did is told apart from what its owner did. */
const tokenOf = (principal: Principal | null): JsonObject =>
  principal?.token ? { token_id: principal.token.id, ...(principal.token.kind === 'agent' && { agent: true }) } : {}

/** The request that is being handled. */
const current = new AsyncLocalStorage<KeyUses>()

/** The same store, but each request knows what it encrypted and decrypted. */
export const withKeyUses = (store: ArtifactStore): ArtifactStore =>
  observeKeyUse(store, (use) => current.getStore()?.add(use))

async function recordKeyUses(deps: AuditDeps, request: FastifyRequest): Promise<void> {
  await Promise.all(
    (request.keyUses?.take() ?? []).map(({ operation, dataType, datasetId, executionId, artifacts, bytes }) =>
      append(deps, request, {
        operation: `data.${operation}`,
        dataType,
        dataId: datasetId,
        executionId,
        details: { data_size: bytes, encryption_method: ENCRYPTION_METHOD, artifacts },
      }),
    ),
  )
}

/** @throws {@link ResourceError} when the record cannot be written; the caller must not answer then. */
export async function record(deps: AuditDeps, request: FastifyRequest, operation: string): Promise<void> {
  const { access } = request
  const params = request.params as { id?: string; dataset_id?: string } | undefined
  const id = access.dataId ?? params?.id ?? params?.dataset_id ?? null
  const ofExecution = request.routeOptions.config.contract?.path.startsWith('/pipeline/:id') ?? false
  await append(deps, request, {
    operation,
    dataType: operation.split('.')[0],
    dataId: id,
    executionId: access.executionId ?? (ofExecution ? id : null),
    details: { ...access.details },
  })
}

/** Who did it, and from where. */
export interface Actor {
  /** Of the request. */
  id: string
  ip: string
  principal: Principal | null
  emergencies: Iterable<string>
}

type Deed = Pick<AuditRecord, 'operation' | 'dataType' | 'dataId' | 'executionId' | 'purpose' | 'details'> &
  Partial<Pick<AuditRecord, 'userId' | 'email'>>

/** @throws {@link ResourceError} when the record cannot be written; the caller must not answer then. */
export async function appendRecord(
  { audit: log, clock }: AuditDeps,
  { id, ip, principal, emergencies }: Actor,
  { details, ...deed }: Deed,
): Promise<void> {
  const [emergency, ...more] = emergencies
  const glass: JsonObject =
    emergency === undefined ? {} : { emergency: more.length > 0 ? [emergency, ...more] : emergency }
  try {
    await log.append({
      id: newId(),
      workspaceId: principal?.workspaceId ?? DEFAULT_WORKSPACE,
      userId: principal?.userId ?? null,
      ...deed,
      details: { request_id: id, ...tokenOf(principal), ...glass, ...details },
      ipAddress: ip,
      timestamp: clock.now(),
    })
  } catch (cause) {
    throw new ResourceError('The audit log cannot be written, so the access is refused.', { cause, retryAfter: 2 })
  }
}

function append(
  deps: AuditDeps,
  request: FastifyRequest,
  what: Pick<Deed, 'operation' | 'dataType' | 'dataId' | 'executionId' | 'details'>,
): Promise<void> {
  const { access, routeOptions } = request
  return appendRecord(deps, request, {
    ...what,
    purpose: access.purpose ?? routeOptions.config.contract?.summary ?? what.operation,
    ...(access.userId !== undefined && { userId: access.userId }),
    ...(access.email !== undefined && { email: access.email }),
  })
}
