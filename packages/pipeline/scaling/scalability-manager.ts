import { byProcessor, type Load, type ScalingPolicy } from './policies.ts'

export interface ScalingLimits {
  least: number
  most: number
  /** Milliseconds after a change in which nobody is started, and in which nobody is stopped. */
  coolDownMs: { up: number; down: number }
}

/** What an installation keeps to where it says nothing else. */
export const SCALING_LIMITS: ScalingLimits = { least: 2, most: 10, coolDownMs: { up: 300_000, down: 300_000 } }
/** Milliseconds between two looks at a group. */
export const LOOK_EVERY_MS = 30_000

export interface ScalingDecision {
  /** Workers to start, or to stop where it is below 0. */
  change: number
  /** What the policy saw, and what kept its wish from being done. */
  because: string
  /** Why a wish was not done; `null` where it was, or there was none. */
  blocked: 'cool_down' | 'starting' | 'least' | 'most' | null
}

/**
 * Decides how many workers a group has. It starts and stops nobody: whoever asks does, and asks again
 * {@link LOOK_EVERY_MS} later. A group below its minimum is brought up to it at once, whatever else holds.
 */
export class ScalabilityManager {
  readonly #policy: ScalingPolicy
  readonly #limits: ScalingLimits
  #changedAt = Number.NEGATIVE_INFINITY

  constructor(policy: ScalingPolicy = byProcessor(), limits: Partial<ScalingLimits> = {}) {
    this.#policy = policy
    this.#limits = { ...SCALING_LIMITS, ...limits }
    const { least, most } = this.#limits
    if (!(least >= 0 && most >= Math.max(1, least)))
      throw new RangeError(
        `A group cannot have ${least} to ${most} workers: name a least of 0 or more, and a most that is not below it.`,
      )
  }

  /** What to do about a group as it stands at `now`, in milliseconds. */
  decide(load: Load, now: number): ScalingDecision {
    const { least, most, coolDownMs } = this.#limits
    const all = load.instances + load.starting
    if (all < least) return this.#change(least - all, `${all} workers, fewer than ${least}`, now)
    const wish = this.#policy(load)
    const wanted = Math.min(most, Math.max(least, wish.instances))
    const change = wanted - all
    const stay = (why: string, blocked: ScalingDecision['blocked']) =>
      ({ change: 0, because: `${wish.because}; ${why}`, blocked }) as const
    if (change === 0) {
      if (wish.instances > most) return stay(`${most} is the most`, 'most')
      if (wish.instances < least) return stay(`${least} is the least`, 'least')
      return { change, because: wish.because, blocked: null }
    }
    if (load.starting > 0) return stay(`${load.starting} are being started`, 'starting')
    const left = this.#changedAt + (change > 0 ? coolDownMs.up : coolDownMs.down) - now
    if (left > 0) return stay(`another change in ${Math.ceil(left / 1000)} s at the earliest`, 'cool_down')
    return this.#change(change, wish.because, now)
  }

  #change(change: number, because: string, now: number): ScalingDecision {
    this.#changedAt = now
    return { change, because, blocked: null }
  }
}
