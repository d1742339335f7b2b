import type { LossKind, Records } from '@techdeck/contracts'
import { LOSS_KINDS } from '@techdeck/contracts/names'
import type { Loss } from '@techdeck/stages'
import type { LossCount } from './tasks.ts'

/** Counts losses by kind and reason; merging is associative and commutative. */
export class LossCounter {
  readonly #counts = new Map<string, LossCount>()

  add({ kind, reason, count = 1 }: Pick<Loss, 'kind' | 'reason' | 'count'>): void {
    const key = `${kind} ${reason}`
    const known = this.#counts.get(key)
    if (known) known.count += count
    else this.#counts.set(key, { kind, reason, count })
  }

  /** Sorted by kind and reason, so equal losses have equal lists. */
  list(): LossCount[] {
    return [...this.#counts.values()].toSorted((a, b) => order(a) - order(b) || (a.reason < b.reason ? -1 : 1))
  }
}

const order = ({ kind }: { kind: LossKind }): number => LOSS_KINDS.indexOf(kind)

/** Puts losses into the counts of a stage. */
export function countLosses(records: Records, losses: Iterable<LossCount>): Records {
  const counted = { ...records }
  for (const { kind, count } of losses) counted[kind] += count
  return counted
}
