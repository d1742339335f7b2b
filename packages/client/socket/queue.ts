import type { UploadView } from '@techdeck/contracts'

/** What a watch of an upload tells: how far it is, and what became of it. */
export type UploadWatched = { kind: 'upload'; upload: UploadView } | { kind: 'inspected'; status: 'ready' | 'invalid' }

/** Between who is told and who asks: all that was added, in order; of what only the newest counts, the newest. */
export class WatchQueue<T> {
  readonly #items: T[] = []
  #latest: { item: T } | undefined
  #last: { item: T } | { error: unknown } | undefined
  #rung = Promise.withResolvers<void>()

  add(item: T): void {
    this.#items.push(item)
    this.#rung.resolve()
  }

  latest(item: T): void {
    this.#latest = { item }
    this.#rung.resolve()
  }

  /** The last item; what comes after it is not told. */
  end(item: T): void {
    this.#last ??= { item }
    this.#rung.resolve()
  }

  fail(error: unknown): void {
    this.#last ??= { error }
    this.#rung.resolve()
  }

  /** Throws what it failed with, or the signal's reason. */
  async *items(signal?: AbortSignal): AsyncGenerator<T> {
    const aborted = () => this.#rung.resolve()
    signal?.addEventListener('abort', aborted)
    try {
      for (;;) {
        signal?.throwIfAborted()
        if (this.#items.length > 0) {
          yield this.#items.shift()!
        } else if (this.#latest) {
          const { item } = this.#latest
          this.#latest = undefined
          yield item
        } else if (this.#last) {
          if ('error' in this.#last) throw this.#last.error
          yield this.#last.item
          return
        } else {
          this.#rung = Promise.withResolvers()
          await this.#rung.promise
        }
      }
    } finally {
      signal?.removeEventListener('abort', aborted)
    }
  }
}
