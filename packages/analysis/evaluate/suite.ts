import type { Role } from '@techdeck/contracts'
import type { DetectorTurn } from '../types.ts'
import type { Row } from './data.ts'
import { accuracy, expectedCalibrationError, macroF1, macroF1OfMany, rocAuc } from './metrics.ts'

/** Figures of a suite, and what the report shows of them; `n` is how many cases were judged. */
export interface Measured {
  n: number
  metrics: Record<string, number>
  /** For the report, which stays on this machine. */
  judged?: readonly Judgement[]
}

export interface Suite {
  /** The file's path with, where a file has several labels, an ending that says which. */
  name: string
  /** File under the data directory, without its ending. */
  file: string
  /** What cases have in common that must not be on both sides of a split. */
  group: (row: Row) => string
  measure: (rows: readonly Row[]) => Measured
}

/** What a detector said of one case. */
export interface Judgement {
  id: string
  /** The text judged; only the report shows it. */
  text: string
  truth: string | readonly string[]
  predicted: string | readonly string[]
  /** Probabilities by class; for two classes of the second alone is enough. */
  probabilities: Readonly<Record<string, number>>
}

/**
 * A suite of one label a case.
 *
 * @param positive the class that the ROC is of; none where there are more than two
 */
export function labelSuite(
  suite: Omit<Suite, 'measure'> & { positive?: string; judge: (rows: readonly Row[]) => Judgement[] },
): Suite {
  const { positive, judge, ...rest } = suite
  return {
    ...rest,
    measure: (rows) => {
      const judged = judge(rows)
      return { n: judged.length, metrics: labelFigures(judged, positive), judged }
    },
  }
}

/** Figures of one label a case. */
export function labelFigures(judged: readonly Judgement[], positive?: string): Record<string, number> {
  const truth = judged.map((each) => each.truth as string)
  const predicted = judged.map((each) => each.predicted as string)
  return {
    accuracy: accuracy(truth, predicted),
    macro_f1: macroF1(truth, predicted),
    ...(positive !== undefined && {
      roc_auc: rocAuc(
        truth.map((label) => label === positive),
        judged.map(({ probabilities }) => probabilities[positive] ?? 0),
      ),
    }),
    ece: expectedCalibrationError(
      judged.map((each) => {
        const [top, probability] = topOf(each)
        return [probability, top === each.truth]
      }),
    ),
  }
}

/** A suite of any number of labels a case. */
export function labelsSuite(
  suite: Omit<Suite, 'measure'> & { labels: readonly string[]; judge: (rows: readonly Row[]) => Judgement[] },
): Suite {
  const { labels, judge, ...rest } = suite
  return {
    ...rest,
    measure: (rows) => {
      const judged = judge(rows)
      const truth = judged.map((each) => each.truth as readonly string[])
      const predicted = judged.map((each) => each.predicted as readonly string[])
      const said = judged.flatMap(({ truth: own, probabilities }) =>
        labels.map((label): [number, boolean] => [probabilities[label] ?? 0, own.includes(label)]),
      )
      return {
        n: judged.length,
        metrics: { macro_f1: macroF1OfMany(truth, predicted, labels), ece: expectedCalibrationError(said) },
        judged,
      }
    },
  }
}

/** The class that is said to be most likely, and how likely. */
export function topOf({ probabilities, predicted }: Judgement): [label: string, probability: number] {
  const entries = Object.entries(probabilities)
  if (entries.length === 0) return [predicted as string, 1]
  return entries.reduce((best, entry) => (entry[1] > best[1] ? entry : best))
}

/** Probabilities by class from a model's. */
export const byClass = (classes: readonly string[], probabilities: ArrayLike<number>): Record<string, number> =>
  Object.fromEntries(classes.map((label, at) => [label, probabilities[at]]))

/** Probabilities of two classes from that of the second. */
export const ofTwo = (no: string, yes: string, probability: number): Record<string, number> => ({
  [no]: 1 - probability,
  [yes]: probability,
})

/** Where a rule is sure of a label to some degree, the rest is spread over the others. */
export const certainty = (classes: readonly string[], label: string, confidence: number): Record<string, number> =>
  Object.fromEntries(
    classes.map((each) => [each, each === label ? confidence : (1 - confidence) / (classes.length - 1)]),
  )

export const turnOf = (text: string, role: Role = 'client', index = 0): DetectorTurn => ({ index, role, text })

const ROLES: Readonly<Record<string, Role>> = { therapist: 'therapist', supporter: 'therapist' }

/** The turns of a row: helpers by whatever name as therapists. */
export const turnsOf = (row: Row): DetectorTurn[] =>
  row['turns'].map(({ speaker, text }: { speaker: string; text: string }, index: number) =>
    turnOf(text, ROLES[speaker] ?? 'client', index),
  )
