import { ApiError, type Client } from '@techdeck/client'
import { OAuthError, OAuthErrorCode, verifyBearerToken, type AuthInfo } from '@modelcontextprotocol/server'

/** A token is asked after with each request; the protocol's helper wants a time, which the API does not tell. */
const SOON_S = 60

/**
 * Who calls, by their token of the API, which alone decides.
 *
 * @throws OAuthError when there is no token or the API refuses it. Other errors mean that the API did not answer.
 */
export function verifyCaller(
  authorization: string | undefined,
  clientOf: (token: string) => Client,
): Promise<AuthInfo> {
  return verifyBearerToken(authorization, {
    verifier: {
      async verifyAccessToken(token) {
        try {
          const { user_id: clientId, permissions: scopes } = await clientOf(token).me()
          return { token, clientId, scopes, expiresAt: Math.floor(Date.now() / 1000) + SOON_S }
        } catch (error) {
          if (error instanceof ApiError && (error.status === 401 || error.status === 403))
            throw new OAuthError(OAuthErrorCode.InvalidToken, error.userMessage)
          throw error
        }
      },
    },
  })
}
