import { SOCKET_CLOSE } from '@techdeck/contracts'
import { describeError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { Connection } from './connection.ts'
import { findPrincipal } from './sign-in.ts'
import type { GatewayDeps } from './subscriptions.ts'

/** Users who are looked at again at the same time. */
const RECHECKS_AT_ONCE = 8

/** All sockets of this process: how many a user has, whether they live, and whether they still may. */
export class Gateway {
  readonly #deps: GatewayDeps
  readonly #connections = new Set<Connection>()
  readonly #beats: NodeJS.Timeout
  readonly #rechecks: NodeJS.Timeout
  readonly #stop: () => void
  #isRechecking = false

  constructor(deps: GatewayDeps) {
    this.#deps = deps
    const { heartbeatMs, recheckMs } = deps.gateway
    this.#beats = setInterval(() => this.#beat(), heartbeatMs).unref()
    this.#rechecks = setInterval(() => void this.#recheck(), recheckMs).unref()
    const subscription = deps.events.subscribeAccess((userId) => void this.#recheck(userId))
    this.#stop = () => void subscription.then((stop) => stop()).catch(() => {})
    subscription.catch((error: unknown) => deps.logger.debug({ err: error }, 'changes of access are not heard'))
  }

  accept(socket: WebSocket, request: FastifyRequest): void {
    const connection = new Connection(this.#deps, socket, request, {
      hasRoomFor: (userId) => this.#socketsOf(userId) < this.#deps.gateway.socketsPerUser,
    })
    this.#connections.add(connection)
    this.#deps.metrics.sockets++
    // The request itself is let go: there are thousands of these.
    const { id: requestId } = request
    socket.once('close', (code: number) => {
      this.#connections.delete(connection)
      this.#deps.metrics.sockets--
      const { userId } = connection.signIn?.principal ?? {}
      this.#deps.logger.info({ requestId, status: code, userId }, 'socket closed')
    })
  }

  /** Tells all to come back, to another process or to this one's successor. */
  close(): void {
    clearInterval(this.#beats)
    clearInterval(this.#rechecks)
    this.#stop()
    for (const connection of this.#connections) connection.close(SOCKET_CLOSE.restarting, 'restarting')
  }

  #beat(): void {
    for (const connection of this.#connections) connection.beat()
  }

  #socketsOf(userId: string): number {
    let count = 0
    for (const { signIn } of this.#connections) if (signIn?.principal.userId === userId) count++
    return count
  }

  /** Looks at who is signed in again, each user's session once: all, or one user's. */
  async #recheck(only?: string | null): Promise<void> {
    const isRound = only === undefined
    if (isRound && this.#isRechecking) return
    if (isRound) this.#isRechecking = true
    try {
      const groups = [...this.#bySession(only ?? undefined).values()]
      const next = groups.values()
      const work = async () => {
        for (const group of next) await this.#recheckOne(group)
      }
      await Promise.all(Array.from({ length: Math.min(RECHECKS_AT_ONCE, groups.length) }, work))
    } finally {
      if (isRound) this.#isRechecking = false
    }
  }

  async #recheckOne(group: Connection[]): Promise<void> {
    const { userId, sessionId } = group[0].signIn!.principal
    try {
      const principal = await findPrincipal(this.#deps, { userId, sessionId })
      for (const connection of group) connection.recheck(principal)
    } catch (error) {
      // The store is away: they stay until it is back, or until their sign-in expires.
      this.#deps.logger.debug({ userId, ...describeError(error) }, 'could not look at a sign-in again')
    }
  }

  #bySession(only?: string): Map<string, Connection[]> {
    const groups = new Map<string, Connection[]>()
    for (const connection of this.#connections) {
      const { userId, sessionId } = connection.signIn?.principal ?? {}
      if (userId === undefined || (only !== undefined && userId !== only)) continue
      const key = `${userId} ${sessionId}`
      const group = groups.get(key)
      if (group) group.push(connection)
      else groups.set(key, [connection])
    }
    return groups
  }
}
