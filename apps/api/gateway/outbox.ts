import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { GatewayMetrics } from './metrics.ts'

/**
 * What goes to one client: whole frames, header and all, written past `ws`, which has nothing to put between them (it
 * sends no data here, and writes its pings and closes at once). Frames of {@link send} all arrive, in order, or the
 * client is cut; of {@link latest} a slow client gets only the newest of each key. What waits here never exceeds the
 * hard limit by more than a frame.
 */
export class Outbox {
  readonly #socket: WebSocket
  readonly #raw: Socket
  readonly #hardLimit: number
  readonly #metrics: GatewayMetrics
  readonly #onCut: () => void
  readonly #latest = new Map<string, Buffer>()
  #waiting: (() => void)[] = []

  constructor(socket: WebSocket, raw: Socket, hardLimit: number, metrics: GatewayMetrics, onCut: () => void) {
    this.#socket = socket
    this.#raw = raw
    this.#hardLimit = hardLimit
    this.#metrics = metrics
    this.#onCut = onCut
    raw.on('drain', () => this.#drained())
    socket.once('close', () => this.#release())
  }

  send(frame: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount + frame.length > this.#hardLimit) return this.#onCut()
    this.#metrics.messages++
    this.#raw.write(frame)
  }

  /** Sends it, or keeps it until the client has read what it was sent; a newer one of the same key replaces it. */
  latest(key: string, frame: Buffer): void {
    if (this.#raw.writableNeedDrain) this.#latest.set(key, frame)
    else this.send(frame)
  }

  /** Sends what is kept of a key, since something is coming that it must not come after. */
  flush(key: string): void {
    const kept = this.#latest.get(key)
    this.forget(key)
    if (kept) this.send(kept)
  }

  forget(key: string): void {
    this.#latest.delete(key)
  }

  /** Until the client has read what it was sent, or is gone. Whoever sends a lot at once asks between the parts. */
  async room(): Promise<void> {
    if (this.#raw.writableNeedDrain && this.#socket.readyState === this.#socket.OPEN)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #drained(): void {
    const kept = [...this.#latest.values()]
    this.#latest.clear()
    for (const frame of kept) this.send(frame)
    this.#release()
  }

  #release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
