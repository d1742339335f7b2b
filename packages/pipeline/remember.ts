/** Remembers what was read for a moment, apart for each `owner` and name. */
export class Remembered<T> {
  readonly #forMs: number
  readonly #ofOwners = new WeakMap<object, Map<string, { until: number; value: T }>>()

  constructor(forMs: number) {
    this.#forMs = forMs
  }

  /** Nobody waits for another's reading: one that is never answered holds up its own asker alone. */
  async get(owner: object, name: string, read: () => Promise<T>): Promise<T> {
    let known = this.#ofOwners.get(owner)
    if (!known) this.#ofOwners.set(owner, (known = new Map()))
    const now = performance.now()
    const found = known.get(name)
    if (found && found.until > now) return found.value
    for (const [other, { until }] of known) if (until <= now) known.delete(other)
    const value = await read()
    known.set(name, { until: now + this.#forMs, value })
    return value
  }
}
