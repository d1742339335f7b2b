import { parseCursor, type Tracker } from '@techdeck/contracts'

/** The newest progress of one execution: told a few times a second at most, the last one always, and never an older one. */
export class LatestProgress {
  readonly #everyMs: number
  readonly #tell: (tracker: Tracker) => void
  #newest: Tracker | null = null
  #toldAt = -Infinity
  #timer: NodeJS.Timeout | undefined

  constructor(everyMs: number, tell: (tracker: Tracker) => void) {
    this.#everyMs = everyMs
    this.#tell = tell
  }

  /** Takes note of it, and gives the newest that is known. */
  learn(tracker: Tracker): Tracker {
    this.#newest = newer(tracker, this.#newest)
    return this.#newest
  }

  /** Takes note of it, and tells as soon as it is time. */
  show(tracker: Tracker): void {
    this.learn(tracker)
    if (this.#timer) return
    const waitMs = this.#toldAt + this.#everyMs - performance.now()
    if (waitMs <= 0) this.#tellNewest()
    else this.#timer = setTimeout(() => this.#tellNewest(), waitMs)
  }

  /** Takes note of it, and tells at once. */
  showNow(tracker: Tracker): void {
    this.learn(tracker)
    this.#tellNewest()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #tellNewest(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#toldAt = performance.now()
    this.#tell(this.#newest!)
  }
}

/** Of two trackers the one that was read from newer records, or later from the same. */
function newer(one: Tracker, other: Tracker | null): Tracker {
  if (!other) return one
  const [a, b] = [parseCursor(one.cursor)!, parseCursor(other.cursor)!]
  const ahead = a.epoch - b.epoch || a.seq - b.seq
  return ahead > 0 || (ahead === 0 && one.last_updated >= other.last_updated) ? one : other
}
