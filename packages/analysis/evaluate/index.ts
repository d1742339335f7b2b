import { withMeasuredWeights } from '../model/index.ts'
import { readLabelled, LabelledFileError } from './data.ts'
import { isHeldOut } from './split.ts'
import type { Judgement, Suite } from './suite.ts'
import { SUITES } from './suites/index.ts'

export { LabelledFileError } from './data.ts'
export { dataDirectory } from './env.ts'
export { accuracy, expectedCalibrationError, macroF1, rocAuc } from './metrics.ts'
export { NOT_COUNTED, ORGANISATIONS } from './identifier-labels.ts'
export { maskedText } from './masked-text.ts'
export { foldOf, isHeldOut } from './split.ts'

/** The names of all suites. */
export const SUITE_NAMES: readonly string[] = SUITES.map(({ name }) => name)
/** The files of all suites, without ending. */
export const SUITE_FILES: readonly string[] = [...new Set(SUITES.map(({ file }) => file))]

export interface SuiteResult {
  suite: string
  n: number
  metrics: Record<string, number>
  /** Whether only groups were measured that were held out from training, since the file is one that was trained with. */
  heldOutOnly: boolean
  judged?: readonly Judgement[]
}

/**
 * Runs the detectors over the labelled files of `directory`. Of files that were trained with, only the groups that were
 * held out are measured, by weights that were learnt without them; of others all rows, by the weights that ship.
 *
 * @returns one result for each suite whose file is there; an empty list when none is
 * @throws {@link LabelledFileError} for a file that is not of the suite's form
 */
export function evaluate(directory: string, options: { suites?: readonly string[] } = {}): SuiteResult[] {
  const { suites } = options
  return SUITES.filter(({ name }) => !suites || suites.includes(name)).flatMap((suite) => measure(directory, suite))
}

function measure(directory: string, { name, file, group, measure: measureRows }: Suite): SuiteResult[] {
  const labelled = readLabelled(directory, file)
  if (!labelled) return []
  const { isTrainedOn } = labelled
  try {
    const rows = isTrainedOn ? labelled.rows.filter((row) => isHeldOut(group(row))) : labelled.rows
    if (rows.length === 0) return []
    const run = () => measureRows(rows)
    const { n, metrics, judged } = isTrainedOn ? withMeasuredWeights(run) : run()
    // A pack of models that is not installed judges nothing.
    if (n === 0) return []
    return [{ suite: name, n, metrics, heldOutOnly: isTrainedOn, ...(judged && { judged }) }]
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new LabelledFileError(
      `${file}.jsonl: rows lack a field that suite ${name} reads. See packages/analysis/evaluate/suites for its form.`,
    )
  }
}
