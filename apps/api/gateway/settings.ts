import type { SocketLimits } from '@techdeck/contracts'

/** What sockets are held to. Durations in milliseconds, sizes in bytes. */
export interface GatewaySettings {
  /** From the opening to `hello`. */
  helloMs: number
  socketsPerUser: number
  /** Of one address that have not said hello. Ten times as many as one user may have, where not said. */
  silentPerAddress?: number
  subscriptions: number
  messageBytes: number
  messagesPer10s: number
  /** What may wait for a slow client before it is cut. */
  bufferedBytes: number
  heartbeatMs: number
  /** Who missed more events than this gets a snapshot instead. */
  resumeEvents: number
  /** Life of a sign-in that is not renewed. */
  signInMs: number
  /** Between two looks at the store while things happen; a lost message is found then. */
  lookMs: number
  /** The same while nothing happens. */
  idleLookMs: number
  /** Least time between two progress objects. */
  progressMs: number
  /** How long a subscription to a data set that nobody knows waits for its upload to begin. */
  uploadWaitMs: number
}

export const GATEWAY: GatewaySettings = {
  helloMs: 5000,
  socketsPerUser: 20,
  subscriptions: 100,
  messageBytes: 16 * 1024,
  messagesPer10s: 300,
  bufferedBytes: 1024 ** 2,
  heartbeatMs: 15_000,
  resumeEvents: 512,
  signInMs: 600_000,
  lookMs: 1000,
  idleLookMs: 5000,
  progressMs: 250,
  uploadWaitMs: 2000,
}

export const toLimitsView = (settings: GatewaySettings): SocketLimits => ({
  hello_ms: settings.helloMs,
  sockets_per_user: settings.socketsPerUser,
  subscriptions: settings.subscriptions,
  message_bytes: settings.messageBytes,
  messages_per_10_s: settings.messagesPer10s,
  buffered_bytes: settings.bufferedBytes,
  heartbeat_ms: settings.heartbeatMs,
  resume_events: settings.resumeEvents,
})
