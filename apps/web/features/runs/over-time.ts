import { objectOf, numberOf } from '../../json.ts'

const TENTHS = 10

/** How the share of one label among all of its kind moves over a session, by its tenths. */
export interface Course {
  readonly label: string
  /** Of each tenth; `null` where nothing of the kind was said in it. */
  readonly shares: readonly (number | null)[]
  /** How often it occurs in all. */
  readonly count: number
}

/** The courses of a kind of labels over all data sets of a report; those of labels that never occur are left out. */
export function coursesOf(sets: readonly unknown[], kind: string, labels: readonly string[]): Course[] {
  const counts = new Map<string, number[]>()
  for (const set of sets)
    for (const [label, tenths] of Object.entries(objectOf(objectOf(objectOf(set)['over_time'])[kind]))) {
      const sums = counts.get(label) ?? Array.from({ length: TENTHS }, () => 0)
      counts.set(label, sums)
      for (const [tenth, count] of Object.entries(objectOf(tenths)))
        if (sums[Number(tenth)] !== undefined) sums[Number(tenth)] += numberOf(count) ?? 0
    }
  const all = Array.from({ length: TENTHS }, (_, at) => [...counts.values()].reduce((sum, each) => sum + each[at], 0))
  return labels.flatMap((label) => {
    const own = counts.get(label)
    if (!own) return []
    const shares = own.map((count, at) => (all[at] === 0 ? null : count / all[at]))
    return [{ label, shares, count: own.reduce((sum, count) => sum + count, 0) }]
  })
}
