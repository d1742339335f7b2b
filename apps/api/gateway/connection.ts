import { ClientFrame, SOCKET_CLOSE } from '@techdeck/contracts'
import { AuthenticationError, AuthorizationError, RateLimitExceededError, ValidationError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { RawData, WebSocket } from 'ws'
import { addressOf } from '../plugins/rate-limit.ts'
import { invalid } from '../plugins/validation.ts'
import type { Principal } from '../principal.ts'
import { encode, errorFrame } from './frames.ts'
import { Outbox } from './outbox.ts'
import { toLimitsView } from './settings.ts'
import { signIn, type SignIn } from './sign-in.ts'
import { Subscriptions, type GatewayDeps } from './subscriptions.ts'

/** How long a client that was told to go may take. */
const GOING_MS = 2000
const RATE_WINDOW_MS = 10_000

interface House {
  /** Whether a user may have one more socket. */
  hasRoomFor(userId: string): boolean
}

/** One socket: signs in by its first frame, then does what its frames say, one after the other. */
export class Connection {
  signIn: SignIn | null = null
  /** Where it comes from; of IPv6 the network. */
  readonly address: string
  readonly #deps: GatewayDeps
  readonly #socket: WebSocket
  readonly #house: House
  readonly #outbox: Outbox
  readonly #subscriptions: Subscriptions
  readonly #helloTimer: NodeJS.Timeout
  #expiryTimer: NodeJS.Timeout | undefined
  #held: { release: () => void } | undefined
  #work: Promise<void> = Promise.resolve()
  #silentBeats = 0
  #window = { endsAt: 0, frames: 0 }
  #isClosing = false

  constructor(deps: GatewayDeps, socket: WebSocket, request: FastifyRequest, house: House) {
    this.#deps = deps
    this.#socket = socket
    this.#house = house
    this.address = addressOf(request)
    const { helloMs, bufferedBytes } = deps.gateway
    this.#outbox = new Outbox(socket, request.raw.socket, bufferedBytes, deps.metrics, () => this.#cut())
    this.#subscriptions = new Subscriptions(deps, this.#outbox, { id: request.id, ip: request.ip })
    this.#helloTimer = setTimeout(() => this.close(SOCKET_CLOSE.noHello, 'no hello'), helloMs)
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    socket.on('pong', () => (this.#silentBeats = 0))
    socket.once('close', () => this.#end())
  }

  /** Ends the connection; one whose client does not answer to that is broken after 2 s. */
  close(code: number, reason: string): void {
    if (this.#isClosing) return
    this.#end()
    this.#socket.close(code, reason)
    const timer = setTimeout(() => this.#socket.terminate(), GOING_MS)
    this.#socket.once('close', () => clearTimeout(timer))
  }

  /** Asks for a sign of life; one that has not answered twice is dead. */
  beat(): void {
    if (this.#silentBeats++ >= 2) return this.#socket.terminate()
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
  }

  /** Holds the socket to what its user may do, now and whenever that changes. */
  #hold(now: SignIn): void {
    this.#held?.release()
    const { signal, release } = this.#deps.callers.hold(now.principal, async (principal, readsAgain) => {
      if (readsAgain) await this.#subscriptions.refresh()
      this.#mayStay(principal)
    })
    this.#held = { release }
    signal.addEventListener('abort', () => this.#expel(signal.reason))
    try {
      this.#mayStay(now.principal)
    } catch (error) {
      this.#expel(error)
    }
  }

  #expel(reason: unknown): void {
    if (reason instanceof AuthenticationError) this.close(SOCKET_CLOSE.signInEnded, 'sign-in ended')
    else this.close(SOCKET_CLOSE.notAllowed, 'not allowed any more')
  }

  /** @throws AuthorizationError when what is subscribed may not be read any more */
  #mayStay(principal: Principal): void {
    this.signIn = { ...this.signIn!, principal }
    if (!this.#subscriptions.allAllowed(this.signIn)) throw new AuthorizationError('Not allowed any more.')
  }

  #end(): void {
    this.#isClosing = true
    clearTimeout(this.#helloTimer)
    clearTimeout(this.#expiryTimer)
    this.#held?.release()
    this.#subscriptions.close()
  }

  #cut(): void {
    if (this.#isClosing) return
    this.#deps.metrics.slow++
    this.close(SOCKET_CLOSE.tryAgainLater, 'too slow')
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#silentBeats = 0
    if (this.#isClosing) return
    if (this.#isFlood()) return this.close(SOCKET_CLOSE.tooMany, 'too many messages')
    // In order, so that what is subscribed and unsubscribed at once is not subscribed in the end.
    this.#work = this.#work.then(() => this.#process(data, isBinary))
  }

  async #process(data: RawData, isBinary: boolean): Promise<void> {
    if (this.#isClosing) return
    let frame: ClientFrame | undefined
    try {
      frame = parse(data, isBinary)
      await this.#handle(frame)
    } catch (error) {
      this.#refuse(error, frame)
    }
  }

  #isFlood(): boolean {
    const now = performance.now()
    if (now > this.#window.endsAt) this.#window = { endsAt: now + RATE_WINDOW_MS, frames: 0 }
    return ++this.#window.frames > this.#deps.gateway.messagesPer10s
  }

  async #handle(frame: ClientFrame): Promise<void> {
    if (!this.signIn) {
      if (frame.type !== 'hello') return this.close(SOCKET_CLOSE.signInEnded, 'hello comes first')
      return this.#signIn(frame.ticket)
    }
    if (frame.type === 'renew') return this.#signIn(frame.ticket)
    if (frame.type === 'subscribe') return this.#subscriptions.add(frame, this.signIn)
    if (frame.type === 'unsubscribe') return this.#subscriptions.remove(frame)
    if (frame.type === 'ping') return this.#outbox.send(PONG)
    throw new ValidationError('This socket has said hello before.')
  }

  async #signIn(ticket: string): Promise<void> {
    const before = this.signIn?.principal.userId
    let found: SignIn | null
    try {
      found = await signIn(this.#deps, ticket, this.#deps.gateway.signInMs)
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'a socket could not sign in')
      return this.close(SOCKET_CLOSE.tryAgainLater, 'not available')
    }
    if (this.#isClosing) return
    if (!found) return this.close(SOCKET_CLOSE.signInEnded, 'ticket not valid')
    const { userId, sessionId } = found.principal
    if (before !== undefined && before !== userId) return this.close(SOCKET_CLOSE.notAllowed, 'ticket of another user')
    if (before === undefined && !this.#house.hasRoomFor(userId))
      return this.close(SOCKET_CLOSE.tooMany, 'too many sockets')
    this.signIn = found
    clearTimeout(this.#helloTimer)
    clearTimeout(this.#expiryTimer)
    const { signInMs } = this.#deps.gateway
    this.#expiryTimer = setTimeout(() => this.close(SOCKET_CLOSE.signInEnded, 'sign-in expired'), signInMs)
    this.#outbox.send(
      encode({
        type: 'welcome',
        session: { id: sessionId, user_id: userId, expires_at: found.expiresAt.toISOString() },
        limits: toLimitsView(this.#deps.gateway),
      }),
    )
    this.#hold(found)
  }

  #refuse(error: unknown, frame: ClientFrame | undefined): void {
    if (this.#isClosing) return
    if (!this.signIn) return this.close(SOCKET_CLOSE.signInEnded, 'hello comes first')
    this.#outbox.send(errorFrame(error, frame as { execution_id?: string; dataset_id?: string } | undefined))
    if (error instanceof RateLimitExceededError) this.close(SOCKET_CLOSE.tooMany, 'too many subscriptions')
  }
}

const PONG = encode({ type: 'pong' })

/** @throws ValidationError that says what is wrong and quotes nothing */
function parse(data: RawData, isBinary: boolean): ClientFrame {
  if (isBinary) throw new ValidationError('Frames are JSON text.')
  let value: unknown
  try {
    value = JSON.parse((data as Buffer).toString())
  } catch {
    throw new ValidationError('The frame is not JSON.')
  }
  const parsed = ClientFrame.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error, 'frame')
}
