import { AGENT_PERMISSIONS, API_TOKEN_PREFIX, ROLE_PERMISSIONS, routes, type Permission } from '@techdeck/contracts'
import { ConflictError, ValidationError, newId } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { hashToken, newToken } from '../auth/one-time.ts'
import { toApiTokenView } from './view.ts'

/** Tokens of one user that may be good at once. */
const MOST = 50
const DAY_MS = 86_400_000

/**
 * `POST /auth/tokens`: a token that does what its scopes say, as far as its owner may at the time. One of an agent gets
 * no scope that is for people: releasing, signing off, judging, revealing, managing.
 */
export const createApiToken: Route<Pick<ApiDeps, 'apiTokens' | 'clock'>> = async (app, { apiTokens, clock }) => {
  app.route({
    ...serve(routes.createApiToken),
    handler: async (request, reply) => {
      const { userId, workspaceId, role } = whoAsks(request)
      const { name, kind, scopes: asked, expires_in_days: days } = request.body
      const allowed = ROLE_PERMISSIONS[role].filter((each) => kind !== 'agent' || AGENT_PERMISSIONS.includes(each))
      const scopes = asked ?? AGENT_PERMISSIONS.filter((each) => allowed.includes(each))
      const refused = scopes.filter((each) => !allowed.includes(each))
      if (refused.length > 0) throw notAllowed(refused, allowed)
      const now = clock.now()
      if ((await apiTokens.ofUser(userId, now)).length >= MOST)
        throw new ConflictError(`There are ${MOST} tokens already; revoke one first.`)
      const text = `${API_TOKEN_PREFIX}${newToken().token}`
      const token = {
        id: newId(),
        userId,
        workspaceId,
        name,
        kind,
        scopes: [...new Set(scopes)],
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * DAY_MS),
        lastUsedAt: null,
        revokedAt: null,
      }
      await apiTokens.create(token, hashToken(text))
      request.access = { dataId: token.id, details: { kind, scopes: token.scopes, days } }
      return reply.code(201).send(ok({ ...toApiTokenView(token), token: text }))
    },
  })
}

const notAllowed = (refused: readonly Permission[], allowed: readonly Permission[]): ValidationError =>
  new ValidationError(`A token of this kind and of this user cannot have: ${refused.join(', ')}.`, {
    details: [{ path: 'scopes', problem: `not allowed: ${refused.join(', ')}`, allowed }],
  })
