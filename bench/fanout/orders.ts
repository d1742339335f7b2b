// What the processes of the benchmark say to each other.

export const PEER_CHANNEL = 'bench:peer:'

export interface SendOrder {
  executionIds: string[]
  perSecond: number
  seconds: number
  /** To the bare server's channels instead of ours. */
  toPeer: boolean
}

export interface Sent {
  /** When each event was published, by execution and number; the steady clock's milliseconds. */
  published: { [executionId: string]: { [seq: number]: number } }
  /** Milliseconds that each change took in the store, sorted. */
  commits: number[]
  tookMs: number
}

export type SocketsOrder =
  | { do: 'open'; url: string; token?: string; executionIds: string[]; count: number }
  /** Waits until every socket has the last event, at most 10 s; then closes them and tells. */
  | { do: 'judge'; published: Sent['published'] }

export interface Judged {
  messages: number
  /** Events that a socket never got. */
  gaps: number
  /** Events that a socket got again, or after a later one. */
  doubled: number
  p50_ms: number
  p99_ms: number
  p999_ms: number
  max_ms: number
}
