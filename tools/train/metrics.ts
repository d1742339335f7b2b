import { expectedCalibrationError, foldOf, rocAuc } from '@techdeck/analysis/evaluate'
import type { AnyModel } from '@techdeck/analysis/model'
import { seeded } from '@techdeck/core'

/** Labels are places of classes; what was predicted comes with its probabilities. */
export interface Judged {
  readonly group: string
  readonly label: readonly number[]
  readonly predicted: readonly number[]
  readonly probabilities: Float32Array
}

export type Figures = Readonly<Record<string, number>>

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((label) => b.includes(label))

export function accuracyOf(truth: readonly (readonly number[])[], predicted: readonly (readonly number[])[]): number {
  return truth.filter((own, at) => isSame(own, predicted[at])).length / truth.length
}

/** Mean F1 over the classes that occur. */
export function macroF1Of(
  truth: readonly (readonly number[])[],
  predicted: readonly (readonly number[])[],
  classes: number,
): number {
  const hits = new Float64Array(classes)
  const wanted = new Float64Array(classes)
  const said = new Float64Array(classes)
  truth.forEach((own, at) => {
    for (const k of own) wanted[k]++
    for (const k of predicted[at]) {
      said[k]++
      if (own.includes(k)) hits[k]++
    }
  })
  let sum = 0
  let occurring = 0
  for (let k = 0; k < classes; k++) {
    if (wanted[k] === 0) continue
    occurring++
    sum += (2 * hits[k]) / (wanted[k] + said[k])
  }
  return sum / occurring
}

/** Area under the ROC of `binary`; else the mean of each class against the rest, of those that occur and do not always. */
export function aucOf({ kind, classes }: AnyModel, judged: readonly Judged[]): number {
  const places: number[] = kind === 'binary' ? [1] : classes.map((_: string, k: number) => k)
  const areas = places.flatMap((k) => {
    const truth = judged.map(({ label }) => label.includes(k))
    if (!truth.includes(true) || !truth.includes(false)) return []
    const scores = judged.map(({ probabilities }) => probabilities[k])
    return [rocAuc(truth, scores)]
  })
  return areas.reduce((sum, area) => sum + area, 0) / areas.length
}

/** Mean distance between what was said of a case and how often it was so, over ten bins of what was said. */
export const calibrationErrorOf = ({ kind }: AnyModel, judged: readonly Judged[]): number =>
  expectedCalibrationError(
    judged.flatMap(({ probabilities, label }) => {
      const said = Array.from(probabilities, (probability, k): [number, boolean] => [probability, label.includes(k)])
      return kind === 'many' ? said : [said.reduce((top, each) => (each[0] > top[0] ? each : top))]
    }),
  )

export function figuresOf(model: AnyModel, judged: readonly Judged[]): Figures {
  const truth = judged.map(({ label }) => label)
  const predicted = judged.map((each) => each.predicted)
  return {
    accuracy: accuracyOf(truth, predicted),
    macro_f1: macroF1Of(truth, predicted, model.classes.length),
    roc_auc: aucOf(model, judged),
    ece: calibrationErrorOf(model, judged),
  }
}

export interface Interval {
  value: number
  low: number
  high: number
}

/** Figures with 95 % intervals by bootstrap over groups; the same input gives the same intervals. */
export function withIntervals(model: AnyModel, judged: readonly Judged[], rounds = 200): Record<string, Interval> {
  const groups = [...Map.groupBy(judged, ({ group }) => group).values()]
  const { below } = seeded(foldOf(model.name, 2 ** 31))
  const samples = Array.from({ length: rounds }, () =>
    figuresOf(
      model,
      groups.flatMap(() => groups[below(groups.length)]),
    ),
  )
  return Object.fromEntries(
    Object.entries(figuresOf(model, judged)).map(([name, value]) => {
      const sorted = samples
        .map((sample) => sample[name])
        .filter((sample) => !Number.isNaN(sample))
        .toSorted((a, b) => a - b)
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
      return [name, { value: rounded(value), low: rounded(at(0.025)), high: rounded(at(0.975)) }]
    }),
  )
}

export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4
