import type { Records } from './records.ts'

export const emptyRecords = (): Records => ({ in: 0, out: 0, rejected: 0, quarantined: 0, merged: 0, withheld: 0 })

/** Adds counts; associative and commutative, so any order of shards gives the same sum. */
export function addRecords(a: Records, b: Records): Records {
  const sum: Records = {
    in: a.in + b.in,
    out: a.out + b.out,
    rejected: a.rejected + b.rejected,
    quarantined: a.quarantined + b.quarantined,
    merged: a.merged + b.merged,
    withheld: a.withheld + b.withheld,
  }
  if (a.conversations !== undefined || b.conversations !== undefined)
    sum.conversations = (a.conversations ?? 0) + (b.conversations ?? 0)
  return sum
}

/** How many records the next stage is handed: conversations, also where the stage counted rows. */
export const handedOn = (records: Records): number => records.conversations ?? records.out

/** Whether nothing was lost silently. */
export const isConserved = (records: Records): boolean =>
  records.in === records.out + records.rejected + records.quarantined + records.merged + records.withheld
