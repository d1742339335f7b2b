/** Counts who watches which execution over this process. */
export class Watchers {
  readonly #counts = new Map<string, number>()

  count(executionId: string): number {
    return this.#counts.get(executionId) ?? 0
  }

  /** Counts one in until the returned function is called. */
  enter(executionId: string): () => void {
    this.#counts.set(executionId, this.count(executionId) + 1)
    return () => {
      const left = this.count(executionId) - 1
      if (left > 0) this.#counts.set(executionId, left)
      else this.#counts.delete(executionId)
    }
  }
}
