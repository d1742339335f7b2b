import {
  BulkheadPolicy,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  bulkhead,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  type CircuitBreakerPolicy,
} from 'cockatiel'
import { CircuitBreakerOpenError, ResourceError, type AppError } from '@techdeck/core'
import { familyOf } from './families.ts'
import { judge } from './strategies.ts'

export interface GuardSettings {
  /** Calls in a row that found the dependency away, after which it is left alone. */
  failures?: number
  /** Milliseconds that it is left alone, doubled each time up to `longestPauseMs`; then one call is let through. */
  pauseMs?: number
  longestPauseMs?: number
  /** Calls at once, so that a slow dependency does not hold everything; those beyond wait, and beyond `waiting` fail. */
  atOnce?: number
  waiting?: number
  /** What is thrown while it is left alone; {@link CircuitBreakerOpenError} where it is not said. */
  whileOpen?: (dependency: string, retryAfter: number) => AppError
}

const DEFAULTS: Required<Omit<GuardSettings, 'whileOpen'>> = {
  failures: 5,
  pauseMs: 1000,
  longestPauseMs: 5000,
  atOnce: 256,
  waiting: 4096,
}

const STATES = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
} as const
export type BreakerState = (typeof STATES)[CircuitState]

interface Guard {
  breaker: CircuitBreakerPolicy
  bulkhead: BulkheadPolicy
  pauseS: number
}

const isOpen = (dependency: string, retryAfter: number): AppError =>
  new CircuitBreakerOpenError(`What keeps ${dependency} did not answer lately.`, {
    details: { dependency },
    userMessage: 'A part of the service does not answer and is left alone for a moment. Please try again.',
    retryAfter,
  })

/**
 * Keeps one process from drowning in what it depends on: a circuit breaker and a bulkhead for each dependency. Only
 * errors of the resource family count against a dependency; whatever else a call throws is its caller's, and says that
 * the dependency answers.
 */
export class ErrorRecoveryManager {
  readonly #guards = new Map<string, Guard>()
  /** What is to be done about work that failed. */
  readonly judge = judge

  /**
   * The same object, whose named methods go through the dependency's breaker. They have to return promises.
   *
   * The methods throw {@link CircuitBreakerOpenError} while it is left alone, and {@link ResourceError} when too many wait.
   */
  guard<T extends object>(dependency: string, port: T, methods: readonly (keyof T)[], settings?: GuardSettings): T {
    const names = new Set<PropertyKey>(methods)
    return new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        if (!names.has(name)) return method.bind(target) as unknown
        return (...args: unknown[]) =>
          this.run(dependency, () => Reflect.apply(method, target, args) as Promise<unknown>, settings)
      },
    })
  }

  /** Does one piece of work that needs a dependency; throws as above, and what the work throws. */
  async run<R>(dependency: string, work: () => Promise<R>, settings?: GuardSettings): Promise<R> {
    const { breaker, bulkhead: room, pauseS } = this.#guardOf(dependency, settings)
    try {
      return await room.execute(() => breaker.execute(work))
    } catch (error) {
      if (isBrokenCircuitError(error)) throw (settings?.whileOpen ?? isOpen)(dependency, pauseS)
      if (isBulkheadRejectedError(error))
        throw new ResourceError(`Too many wait for ${dependency}.`, { details: { dependency }, retryAfter: pauseS })
      throw error
    }
  }

  /** Each dependency that was asked for so far. */
  states(): { [dependency: string]: BreakerState } {
    return Object.fromEntries([...this.#guards].map(([name, { breaker }]) => [name, STATES[breaker.state]]))
  }

  #guardOf(dependency: string, settings: GuardSettings = {}): Guard {
    const known = this.#guards.get(dependency)
    if (known) return known
    const { failures, pauseMs, longestPauseMs, atOnce, waiting } = { ...DEFAULTS, ...settings }
    const isAway = handleWhen((error) => familyOf(error) === 'resource')
    const guard = {
      breaker: circuitBreaker(isAway, {
        halfOpenAfter: new ExponentialBackoff({ initialDelay: pauseMs, maxDelay: longestPauseMs }),
        breaker: new ConsecutiveBreaker(failures),
      }),
      bulkhead: bulkhead(atOnce, waiting),
      pauseS: Math.ceil(pauseMs / 1000),
    }
    this.#guards.set(dependency, guard)
    return guard
  }
}
