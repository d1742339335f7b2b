import { once } from 'node:events'
import { API_PREFIX, ServerFrame, type ClientFrame } from '@techdeck/contracts'
import { WebSocket } from 'ws'

export type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>

/** A client of the protocol and nothing more; every frame that it gets is held against the contract. */
export class TestSocket {
  readonly ws: WebSocket
  readonly frames: ServerFrame[] = []
  readonly closed: Promise<number>
  #heard = Promise.withResolvers<void>()

  constructor(url: string, headers: Record<string, string> = {}) {
    this.ws = new WebSocket(url.replace(/^http/, 'ws') + API_PREFIX + '/ws', { headers })
    this.ws.on('message', (data: Buffer) => {
      this.frames.push(ServerFrame.parse(JSON.parse(String(data))))
      this.#ring()
    })
    this.closed = once(this.ws, 'close').then(([code]) => {
      this.#ring()
      return code as number
    })
    this.ws.on('error', () => {})
  }

  async open(): Promise<this> {
    await once(this.ws, 'open')
    return this
  }

  send(frame: ClientFrame | object | string): void {
    this.ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The first frame of a type, from the given place on. */
  async next<T extends ServerFrame['type']>(type: T, from = 0): Promise<FrameOf<T>> {
    await this.until(() => this.of(type, from).length > 0)
    return this.of(type, from)[0]
  }

  of<T extends ServerFrame['type']>(type: T, from = 0): FrameOf<T>[] {
    return this.frames.slice(from).filter((frame): frame is FrameOf<T> => frame.type === type)
  }

  /** Cursors of the events so far. */
  get cursors(): string[] {
    return this.of('event').flatMap((frame) => ('cursor' in frame ? [frame.cursor] : []))
  }

  async until(isSo: () => boolean): Promise<void> {
    const late = AbortSignal.timeout(10_000)
    while (!isSo()) {
      if (late.aborted || this.ws.readyState === WebSocket.CLOSED)
        throw new Error(`It did not come: ${JSON.stringify(this.frames.slice(-5))}`)
      await Promise.race([this.#heard.promise, new Promise((resolve) => setTimeout(resolve, 50))])
    }
  }

  #ring(): void {
    this.#heard.resolve()
    this.#heard = Promise.withResolvers()
  }
}
