import { tokenKeyId, type Clock } from '@techdeck/core'

/** How long after this process began an instance that was not yet restarted may sign with the previous secret. */
const OVERLAP_S = 600

/** The secrets of access tokens: the current one signs, the one before it is good until its tokens have run out. */
export interface TokenKeys {
  readonly current: { readonly id: string; readonly secret: string }
  /**
   * The secret that a token was signed with, if it may be. A token that names none was signed with the current one.
   * Where the previous secret got out, what is signed with it from ten minutes after the start on is refused.
   */
  secretOf(kid: unknown, issuedAt: unknown): string | null
}

/** HS256 secrets of at least 32 bytes. */
export function createTokenKeys(secret: string, previous: string | undefined, clock: Clock): TokenKeys {
  const current = { id: tokenKeyId(secret), secret }
  const before = previous === undefined ? null : { id: tokenKeyId(previous), secret: previous }
  const overAt = clock.now().getTime() / 1000 + OVERLAP_S
  return {
    current,
    secretOf(kid, issuedAt) {
      if (kid === undefined || kid === current.id) return secret
      return kid === before?.id && typeof issuedAt === 'number' && issuedAt < overAt ? before.secret : null
    },
  }
}
