import { HandedBack } from '@techdeck/core'

/**
 * Lets work of one process in side by side, or one piece of it alone, in the order in which it came: what wants to be
 * alone waits until all that is inside has left, and whatever comes after it waits until it has left itself.
 */
export class Turnstile {
  #inside = 0
  #isTaken = false
  readonly #waiting: { alone: boolean; enter(): void }[] = []

  /** @throws {@link HandedBack} when `signal` aborts before it is let in, and what `work` throws */
  beside<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#pass(false, work, signal)
  }

  /** @throws {@link HandedBack} when `signal` aborts before it is let in, and what `work` throws */
  alone<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#pass(true, work, signal)
  }

  async #pass<T>(alone: boolean, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw stopped()
    if (this.#waiting.length === 0 && this.#isFree(alone)) this.#take(alone)
    else await this.#wait(alone, signal)
    try {
      // It may have been let in by another that was told to stop in the same moment.
      if (signal.aborted) throw stopped()
      return await work()
    } finally {
      this.#inside--
      this.#isTaken = false
      this.#admit()
    }
  }

  #wait(alone: boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = {
        alone,
        enter: () => {
          signal.removeEventListener('abort', stop)
          this.#take(alone)
          resolve()
        },
      }
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        reject(stopped())
        this.#admit()
      }
      signal.addEventListener('abort', stop, { once: true })
      this.#waiting.push(waiting)
    })
  }

  #admit(): void {
    while (this.#waiting.length > 0 && this.#isFree(this.#waiting[0].alone)) this.#waiting.shift()!.enter()
  }

  #isFree(alone: boolean): boolean {
    return alone ? this.#inside === 0 : !this.#isTaken
  }

  #take(alone: boolean): void {
    this.#inside++
    this.#isTaken = alone
  }
}

const stopped = () => new HandedBack('The work was handed back before it began.')
