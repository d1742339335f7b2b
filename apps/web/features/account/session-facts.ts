import type { SessionView } from '@techdeck/contracts'
import { formatAgo, formatTime } from '../../format.ts'
import { deviceOf } from './device-of.ts'

/** From what somebody is signed in. */
export const sessionTitle = ({ client, user_agent: agent }: SessionView): string =>
  client === 'cli' ? 'Command line' : deviceOf(agent)

/** From where, since when, and until when. */
export const sessionFacts = (session: SessionView): string =>
  [
    session.ip_address,
    `since ${formatTime(session.created_at)}`,
    `last active ${formatAgo(session.last_active_at)}`,
    `ends ${formatAgo(session.idle_at)} if nothing is done, ${formatAgo(session.expires_at)} at the latest`,
  ]
    .filter(Boolean)
    .join(' · ')
