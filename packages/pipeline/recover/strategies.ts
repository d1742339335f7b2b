import { RETRIES, describeError } from '@techdeck/core'
import { familyOf, type ErrorFamily } from './families.ts'

/** What is done about work that failed. */
export type Remedy =
  /** Once more after a while; it counts, since the work itself may be at fault. */
  | 'retry'
  /** Once more after a while, as often as it takes: nothing is wrong with the work. */
  | 'wait'
  /** Set aside; once more would come to the same. */
  | 'park'

interface Strategy {
  remedy: Remedy
  why: string
}

/** One strategy a family; an error that says itself that trying again cannot help is parked whatever its family. */
export const STRATEGIES: { readonly [family in ErrorFamily]: Strategy } = {
  validation: { remedy: 'park', why: 'The input is as it is.' },
  processing: { remedy: 'retry', why: 'The work may be at fault, or only what was around it.' },
  resource: { remedy: 'wait', why: 'Disk, database or queue is away, whatever the work is.' },
  privacy: { remedy: 'park', why: 'Nothing may be let out by trying until it passes.' },
  rate_limit: { remedy: 'wait', why: 'Somebody asked for patience.' },
  authentication: { remedy: 'park', why: 'A person has to mend the credentials.' },
  unknown: { remedy: 'retry', why: 'What is not known may pass.' },
}

export interface Verdict {
  family: ErrorFamily
  remedy: Remedy
  /** What events, records and people are told. */
  code: string
  /** Seconds after which the queue hands it out again, before chance takes some off; 0 when it is parked. */
  retryAfter: number
}

/**
 * Decides about work that failed in its `attempt` (from 1), of which there are four: the first and three more, 2ⁿ s
 * apart. What waits for a resource goes on waiting until its deadline, unless the caller is `impatient`.
 */
export function judge(error: unknown, attempt: number, impatient = false): Verdict {
  const { code, retryable } = describeError(error)
  const family = familyOf(error)
  const usual = STRATEGIES[family].remedy
  const remedy = usual === 'wait' && impatient ? 'retry' : usual
  if (remedy === 'wait') return { family, remedy, code, retryAfter: waitBefore(attempt) }
  if (remedy === 'retry' && retryable && attempt <= RETRIES.count)
    return { family, remedy, code, retryAfter: waitBefore(attempt) }
  return { family, remedy: 'park', code: parkedAs(code), retryAfter: 0 }
}

const waitBefore = (attempt: number): number => (RETRIES.firstMs / 1000) * 2 ** (Math.min(attempt, RETRIES.count) - 1)

const parkedAs = (code: string): string =>
  code === 'INTERNAL_ERROR' ? 'POISON' : code === 'PROCESSING_ERROR_RETRY' ? 'PROCESSING_ERROR_FINAL' : code
