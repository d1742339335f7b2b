export { dataDirectory } from './env.ts'
export { accuracy, macroF1, rocAuc } from './metrics.ts'
export { foldOf, isHeldOut } from './split.ts'
import { halfOf, readRows, type Half } from './data.ts'
import { SUITES } from './suites.ts'

export interface SuiteResult {
  suite: string
  n: number
  metrics: Record<string, number>
}

/**
 * Runs the detectors over the labelled files of `directory`, on one half of each by groups.
 *
 * @returns one result for each suite whose file is there; an empty list when none is.
 */
export function evaluate(directory: string, options: { half?: Half; suites?: readonly string[] } = {}): SuiteResult[] {
  const { half = 'held_out', suites } = options
  return SUITES.flatMap(({ name, file, group, measure }) => {
    if (suites && !suites.includes(name)) return []
    const rows = readRows(directory, file)?.filter((row) => halfOf(group(row)) === half)
    if (!rows || rows.length === 0) return []
    const { n, ...metrics } = measure(rows)
    return [{ suite: name, n, metrics }]
  })
}
