import { SOCKET_CLOSE } from '@techdeck/contracts'
import type { FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { Connection } from './connection.ts'
import { addressOf } from '../plugins/rate-limit.ts'
import type { GatewayDeps } from './subscriptions.ts'

/** All sockets of this process: how many a user has, and whether they live. */
export class Gateway {
  readonly #deps: GatewayDeps
  readonly #connections = new Set<Connection>()
  readonly #beats: NodeJS.Timeout

  constructor(deps: GatewayDeps) {
    this.#deps = deps
    this.#beats = setInterval(() => this.#beat(), deps.gateway.heartbeatMs).unref()
  }

  accept(socket: WebSocket, request: FastifyRequest): void {
    if (this.#silentFrom(addressOf(request)) >= this.#silentPerAddress)
      return socket.close(SOCKET_CLOSE.tooMany, 'too many sockets')
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
    for (const connection of this.#connections) connection.close(SOCKET_CLOSE.restarting, 'restarting')
  }

  #beat(): void {
    for (const connection of this.#connections) connection.beat()
  }

  get #silentPerAddress(): number {
    const { silentPerAddress, socketsPerUser } = this.#deps.gateway
    return silentPerAddress ?? 10 * socketsPerUser
  }

  #silentFrom(address: string): number {
    let count = 0
    for (const connection of this.#connections) if (!connection.signIn && connection.address === address) count++
    return count
  }

  #socketsOf(userId: string): number {
    let count = 0
    for (const { signIn } of this.#connections) if (signIn?.principal.userId === userId) count++
    return count
  }
}
