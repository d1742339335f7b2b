/** Things that several use at once: made for the first who asks, closed when the last has left. */
export class Shared<T extends { close(): void }> {
  readonly #known = new Map<string, { value: T; users: number }>()

  /** The thing of that key; the returned function gives it back, once. */
  take(key: string, make: () => T): { value: T; giveBack: () => void } {
    let known = this.#known.get(key)
    if (!known) this.#known.set(key, (known = { value: make(), users: 0 }))
    const held = known
    held.users++
    let taken = true
    return {
      value: held.value,
      giveBack: () => {
        if (!taken) return
        taken = false
        if (--held.users > 0) return
        this.#known.delete(key)
        held.value.close()
      },
    }
  }
}
