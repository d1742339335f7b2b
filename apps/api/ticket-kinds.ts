import type { TicketOptions } from '@techdeck/redis'

/** Whoever reads one on a terminal opens it. */
export const SIGN_IN_LINKS: TicketOptions = { kind: 'sign-in', lifeS: 600 }

/** The page that asked for one uses it at once. */
export const DOWNLOADS: TicketOptions = { kind: 'download', lifeS: 60 }

/** A download that broke off may be gone on with as long as this, by whoever is still signed in. */
export const BEGUN_DOWNLOADS = { kind: 'begun-download', lifeS: 24 * 60 * 60 } satisfies TicketOptions
