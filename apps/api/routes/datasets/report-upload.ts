import type { UploadProgress } from '@techdeck/redis'
import type { ApiDeps } from '../../deps.ts'

/** Least time between two reports of an upload. */
const EVERY_MS = 250
/** One that stands still is told of every 20 s all the same, since what says nothing for a minute counts as over. */
const QUIET_TICKS = 80

/**
 * Tells watchers how far an upload is, a few times a second. It never slows the upload down and never fails: what
 * cannot be told is left out.
 */
export class UploadReport {
  readonly #uploads: ApiDeps['uploads']
  readonly #upload: UploadProgress
  #telling: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined
  #told = -1
  #quietTicks = 0

  /** `from`: bytes that came in earlier requests. */
  constructor(uploads: ApiDeps['uploads'], upload: Omit<UploadProgress, 'bytesReceived'>, from = 0) {
    this.#uploads = uploads
    this.#upload = { ...upload, bytesReceived: from }
  }

  /** Passes the chunks on and counts them. */
  async *count(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    if (!this.#timer) {
      this.#timer = setInterval(() => this.#tick(), EVERY_MS)
      this.#tick()
    }
    for await (const chunk of chunks) {
      this.#upload.bytesReceived += chunk.length
      yield chunk
    }
  }

  /** The upload was recorded, or broke off. */
  async over(): Promise<void> {
    clearInterval(this.#timer)
    await this.#telling
    await this.#uploads.over(this.#upload.datasetId).catch(() => {})
  }

  /** The request is over; the rest of the upload may come in others. */
  async pause(): Promise<void> {
    clearInterval(this.#timer)
    await this.#telling
    this.#tick()
    await this.#telling
  }

  #tick(): void {
    const { bytesReceived } = this.#upload
    if (this.#telling || (bytesReceived === this.#told && ++this.#quietTicks < QUIET_TICKS)) return
    this.#told = bytesReceived
    this.#quietTicks = 0
    this.#telling = this.#uploads
      .report({ ...this.#upload })
      .catch(() => {})
      .finally(() => (this.#telling = null))
  }
}

/** The length of a request's body as it was announced. */
export function announcedLength(contentLength: string | undefined): number | null {
  return contentLength !== undefined && /^\d{1,15}$/.test(contentLength) ? Number(contentLength) : null
}
