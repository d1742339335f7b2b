import type { Webhook } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'

/** A webhook of the caller's workspace. @throws NotFoundError when there is none such */
export async function findWebhook(
  webhooks: ApiDeps['webhooks'],
  request: FastifyRequest,
  id: string,
): Promise<Webhook> {
  const found = await webhooks.get(id)
  if (found?.workspaceId === whoAsks(request).workspaceId) return found
  throw new NotFoundError('There is no such webhook.')
}
