import fastifyJwt from '@fastify/jwt'
import { API_TOKEN_PREFIX } from '@techdeck/contracts'
import { AuthorizationError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { z } from 'zod'
import type { Callers } from '../callers.ts'
import { holds, type Principal } from '../principal.ts'
import { refused } from '../refused.ts'
import type { TokenKeys } from '../token-keys.ts'

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
  callers: Pick<Callers, 'principal' | 'ofApiToken'>
  tokenKeys: TokenKeys
  /** Whether tokens of `./techdeck token` are accepted. */
  acceptLocalTokens: boolean
}

/**
 * Signs callers in by their bearer token and holds each route to the permission in its contract.
 * A route without a contract is closed to everybody.
 */
export const auth = fp<AuthDeps>(
  async (app, deps) => {
    const { current } = deps.tokenKeys
    await app.register(fastifyJwt, {
      secret: {
        private: current.secret,
        public: async (request: FastifyRequest, claims: unknown) => secretOf(deps, request, claims),
      },
      sign: { algorithm: 'HS256', kid: current.id, iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE, expiresIn: ACCESS_TTL_S },
      verify: {
        algorithms: ['HS256'],
        requiredClaims: ['exp', 'iat', 'iss', 'aud', 'sub', 'jti'],
        allowedIss: TOKEN_ISSUER,
        allowedAud: TOKEN_AUDIENCE,
        maxAge: LOCAL_TTL_S,
      },
    })
    app.decorateRequest('principal', null)
    app.addHook('onRequest', async (request) => {
      const contract = request.routeOptions.config.contract
      if (contract?.permission === 'open' || request.routeOptions.config.guarded || request.is404) return
      request.principal = await callerOf(request, deps)
      if (contract?.person && request.principal.token)
        throw new AuthorizationError('This is for a person who is signed in, not for an API token.')
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
  throw refused('missing_header')
}

async function callerOf(request: FastifyRequest, deps: AuthDeps): Promise<Principal> {
  const [, apiToken] = API_TOKEN.exec(request.headers.authorization ?? '') ?? []
  if (apiToken !== undefined) return deps.callers.ofApiToken(apiToken)
  const { sub, sid } = await claimsOf(request, deps)
  return deps.callers.principal({ userId: sub, sessionId: sid ?? null })
}

const API_TOKEN = new RegExp(`^Bearer (${API_TOKEN_PREFIX}[\\w-]{43})$`, 'i')

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

/** The secret that a token names in its header, which was decoded before. @throws {@link AuthenticationError} */
function secretOf({ tokenKeys }: AuthDeps, { headers }: FastifyRequest, claims: unknown): string {
  const [header = ''] = headers.authorization?.split(' ')[1]?.split('.') ?? []
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: unknown }
  const secret = tokenKeys.secretOf(kid, Object(claims)['iat'])
  if (secret === null) throw refused('token_invalid')
  return secret
}

function reasonOf(error: unknown) {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'FST_JWT_NO_AUTHORIZATION_IN_HEADER') return 'missing_header'
  return code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED' ? 'token_expired' : 'token_invalid'
}
