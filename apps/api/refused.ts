import { AuthenticationError } from '@techdeck/core'

type Reason = 'missing_header' | 'token_expired' | 'token_invalid' | 'user_inactive' | 'session_ended'

const MESSAGES: Readonly<Record<Reason, string>> = {
  missing_header: 'There is no bearer token in the request.',
  token_expired: 'The access token has expired.',
  token_invalid: 'The access token is not valid.',
  user_inactive: 'The account is not active.',
  session_ended: 'The session has ended.',
}

/** Why nobody is signed in, by the reasons of the wire. */
export const refused = (reason: Reason): AuthenticationError =>
  new AuthenticationError(MESSAGES[reason], {
    details: { reason },
    userMessage: reason === 'user_inactive' ? 'This account is not active.' : 'Please sign in again.',
  })
