import type { Invitation, LinkView } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { newToken } from '../auth/one-time.ts'

const HOUR_MS = 3_600_000
const GOOD_FOR_MS = { invite: 72 * HOUR_MS, reset: 24 * HOUR_MS, setup: 24 * HOUR_MS }

/**
 * Opens a one-time link to set a password; earlier ones for the same user become void. The token stands behind `#`, so
 * no server and no log along the way sees it.
 */
export async function openLink(
  { invitations, settings, clock }: Pick<ApiDeps, 'invitations' | 'settings' | 'clock'>,
  request: FastifyRequest,
  { purpose, userId }: Pick<Invitation, 'purpose' | 'userId'>,
): Promise<LinkView> {
  const { userId: createdBy, workspaceId } = whoAsks(request)
  const { token, tokenHash } = newToken()
  const createdAt = clock.now()
  const expiresAt = new Date(createdAt.getTime() + GOOD_FOR_MS[purpose])
  await invitations.open({ id: newId(), workspaceId, userId, purpose, createdBy, createdAt, expiresAt }, tokenHash)
  return { url: linkTo(settings, request, 'invite', token), expires_at: expiresAt.toISOString() }
}

/** Where a page of the web takes up a token, which no server sees behind `#`. */
export const linkTo = (
  settings: Pick<ApiDeps['settings'], 'webUrl'>,
  request: Pick<FastifyRequest, 'protocol' | 'host'>,
  page: 'invite' | 'sign-in',
  token: string,
): string => `${originOf(settings, request)}/${page}#${token}`

/** Where the web page is. */
export const originOf = (
  { webUrl }: Pick<ApiDeps['settings'], 'webUrl'>,
  { protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>,
): string => webUrl ?? `${protocol}://${host}`
