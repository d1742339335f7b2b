import type { TicketOptions } from '@techdeck/redis'

/** Whoever reads one on a terminal opens it. */
export const SIGN_IN_LINKS: TicketOptions = { kind: 'sign-in', lifeS: 600 }

/** The page that asked for one uses it at once. */
export const DOWNLOADS: TicketOptions = { kind: 'download', lifeS: 60 }
