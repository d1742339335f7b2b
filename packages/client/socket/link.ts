import { routes, type ClientFrame, type ServerFrame, type TicketView } from '@techdeck/contracts'
import type { Transport } from '../transport.ts'

/** How a link to the server ended: the close code, 1006 where there was none, and whether it had been signed in. */
export interface LinkEnd {
  code: number
  wasOpen: boolean
  /** What kept it from opening, where no socket was to blame. */
  error?: unknown
}

interface LinkOptions {
  transport: Transport
  webSocket: WebSocketLike
  /** The server says something at least every 15 s, since it is asked; after this long a silent link is given up. */
  silenceMs: number
  /** It is signed in. */
  onOpen(): void
  onFrame(frame: ServerFrame): void
  onEnd(end: LinkEnd): void
}

/** What browsers and Node have in common. */
export type WebSocketLike = new (url: string) => {
  addEventListener(type: 'open' | 'message' | 'close', listener: (event: never) => void): void
  readonly readyState: number
  send(text: string): void
  close(code?: number): void
}

const OPEN = 1
const PING_MS = 15_000
const OPENING_MS = 10_000
/** The part of a sign-in's life after which it is renewed. */
const RENEW_AT = 0.7

/** One socket from its ticket to its end; `onEnd` is called once, whatever ends it. */
export class Link {
  readonly #options: LinkOptions
  #socket: InstanceType<WebSocketLike> | undefined
  #wasOpen = false
  #isOver = false
  #timers: ReturnType<typeof setTimeout>[] = []
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(options: LinkOptions) {
    this.#options = options
  }

  /** Opens and says hello. Throws what the request for a ticket throws; afterwards `onEnd` tells. */
  async open(signal: AbortSignal): Promise<void> {
    const { transport, webSocket } = this.#options
    const ticket = await this.#ticket(signal)
    if (this.#isOver) return
    const socket = (this.#socket = new webSocket(transport.socketUrl))
    this.#heard(OPENING_MS)
    socket.addEventListener('open', () => this.#send({ type: 'hello', ticket }))
    socket.addEventListener('message', ({ data }: { data: unknown }) => this.#receive(String(data)))
    socket.addEventListener('close', ({ code }: { code: number }) => this.#over(code))
  }

  /** Sends it, unless the link is not signed in yet or not any more. */
  send(frame: ClientFrame): void {
    if (this.#wasOpen) this.#send(frame)
  }

  close(): void {
    this.#socket?.close()
    this.#over(1000)
  }

  #send(frame: ClientFrame): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(frame))
  }

  #receive(text: string): void {
    if (this.#isOver) return
    this.#heard(this.#options.silenceMs)
    const frame = JSON.parse(text) as ServerFrame
    if (frame.type === 'welcome') this.#welcomed(Date.parse(frame.session.expires_at) - Date.now())
    else this.#options.onFrame(frame)
  }

  #welcomed(lifeMs: number): void {
    this.#timers.push(setTimeout(() => void this.#renew(), Math.max(1000, lifeMs * RENEW_AT)))
    if (this.#wasOpen) return
    this.#wasOpen = true
    this.#timers.push(setInterval(() => this.send({ type: 'ping' }), PING_MS))
    this.#options.onOpen()
  }

  /** Where it fails, the server ends the socket in time, and coming back tells why. */
  async #renew(): Promise<void> {
    try {
      this.send({ type: 'renew', ticket: await this.#ticket() })
    } catch {
      // See above.
    }
  }

  async #ticket(signal?: AbortSignal): Promise<string> {
    const { method, path } = routes.issueTicket
    const response = await this.#options.transport.send({ method, path, repeatable: false, signal })
    return ((await response.json()) as { data: TicketView }).data.ticket
  }

  #heard(silenceMs: number): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      this.#socket?.close()
      this.#over(1006)
    }, silenceMs)
  }

  #over(code: number): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#clear()
    this.#options.onEnd({ code, wasOpen: this.#wasOpen })
  }

  #clear(): void {
    clearTimeout(this.#silence)
    for (const timer of this.#timers) clearTimeout(timer)
  }
}
