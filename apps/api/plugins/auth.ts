import fastifyJwt from '@fastify/jwt'
import { AuthenticationError, AuthorizationError, type Clock } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { z } from 'zod'
import type { Tokens, Users } from '../deps.ts'
import { holds, principalOf, type Principal } from '../principal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route that is not open. */
    principal: Principal | null
  }
}

export const TOKEN_ISSUER = 'techdeck'
export const TOKEN_AUDIENCE = 'techdeck-api'
/** Seconds that an access token is good for. */
export const ACCESS_TTL_S = 600
/** Longest life of a token that `./techdeck token` makes for a local stack. */
const LOCAL_TTL_S = 30 * 24 * 3600
/** How old what we know of a user may be, so how long a disabled one can still get in. */
const KNOWN_FOR_MS = 1000

const Claims = z.object({
  sub: z.string(),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  typ: z.enum(['access', 'local']),
  sid: z.string().optional(),
})
type Claims = z.infer<typeof Claims>

export interface AuthDeps {
  users: Pick<Users, 'get'>
  tokens: Pick<Tokens, 'isActive'>
  clock: Clock
  /** HS256 secret, at least 32 bytes. */
  tokenSecret: string
  /** Whether tokens of `./techdeck token` are accepted. */
  acceptLocalTokens: boolean
}

/**
 * Signs callers in by their bearer token and holds each route to the permission in its contract.
 * A route without a contract is closed to everybody.
 */
export const auth = fp<AuthDeps>(
  async (app, deps) => {
    await app.register(fastifyJwt, {
      secret: deps.tokenSecret,
      sign: { algorithm: 'HS256', iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE, expiresIn: ACCESS_TTL_S },
      verify: {
        algorithms: ['HS256'],
        requiredClaims: ['exp', 'iat', 'iss', 'aud', 'sub', 'jti'],
        allowedIss: TOKEN_ISSUER,
        allowedAud: TOKEN_AUDIENCE,
        maxAge: LOCAL_TTL_S,
      },
    })
    app.decorateRequest('principal', null)
    const lookUp = principals(deps)
    app.addHook('onRequest', async (request) => {
      const contract = request.routeOptions.config.contract
      if (contract?.permission === 'open' || request.is404) return
      request.principal = await lookUp(await claimsOf(request, deps))
      if (!contract) throw new AuthorizationError('This route is not open to anybody.')
      if (contract.permission !== 'signed_in' && !holds(request.principal, contract.permission))
        throw new AuthorizationError(`This needs the permission ${contract.permission}.`, {
          details: { permission: contract.permission },
          userMessage: 'Your role does not allow this.',
        })
    })
  },
  { name: 'auth' },
)

/** Who is signed in. Only for routes whose contract is not open. */
export function whoAsks(request: FastifyRequest): Principal {
  if (request.principal) return request.principal
  throw new AuthenticationError('Nobody is signed in.', { details: { reason: 'missing_header' } })
}

/** @throws {@link AuthenticationError} for every token that is not ours, not current, or of another kind */
async function claimsOf(request: FastifyRequest, { acceptLocalTokens }: AuthDeps): Promise<Claims> {
  const verified = await request.jwtVerify().catch((error: unknown) => {
    throw refused(reasonOf(error))
  })
  const { success, data } = Claims.safeParse(verified)
  if (!success) throw refused('token_invalid')
  const longest = data.typ === 'access' ? ACCESS_TTL_S : acceptLocalTokens ? LOCAL_TTL_S : 0
  if (data.exp - data.iat > longest) throw refused('token_invalid')
  return data
}

type Reason = 'missing_header' | 'token_expired' | 'token_invalid' | 'user_inactive' | 'session_ended'

function reasonOf(error: unknown): Reason {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'FST_JWT_NO_AUTHORIZATION_IN_HEADER') return 'missing_header'
  return code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED' ? 'token_expired' : 'token_invalid'
}

const MESSAGES: Readonly<Record<Reason, string>> = {
  missing_header: 'There is no bearer token in the request.',
  token_expired: 'The access token has expired.',
  token_invalid: 'The access token is not valid.',
  user_inactive: 'The account is not active.',
  session_ended: 'The session has ended.',
}

export const refused = (reason: Reason): AuthenticationError =>
  new AuthenticationError(MESSAGES[reason], {
    details: { reason },
    userMessage: reason === 'user_inactive' ? 'This account is not active.' : 'Please sign in again.',
  })

/** Looks users up by the claims of their token, each at most once a second however many requests come. */
function principals({ users, tokens, clock }: AuthDeps) {
  const known = new Map<string, { at: number; principal: Promise<Principal> }>()
  return (claims: Claims): Promise<Principal> => {
    const key = `${claims.sub} ${claims.sid ?? ''}`
    const now = clock.now().getTime()
    const hit = known.get(key)
    if (hit && Math.abs(now - hit.at) < KNOWN_FOR_MS) return hit.principal
    if (known.size >= 10_000) known.clear()
    const principal = find(claims)
    known.set(key, { at: now, principal })
    // A look-up that failed is not remembered.
    principal.catch(() => known.delete(key))
    return principal
  }

  async function find({ sub, sid }: Claims): Promise<Principal> {
    const [user, active] = await Promise.all([users.get(sub), sid === undefined ? true : tokens.isActive(sid)])
    if (!user) throw refused('token_invalid')
    if (!user.isActive) throw refused('user_inactive')
    if (!active) throw refused('session_ended')
    return principalOf(user, sid ?? null)
  }
}
