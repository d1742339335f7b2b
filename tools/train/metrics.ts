import { rocAuc } from '@techdeck/analysis/evaluate'
import { foldOf } from '@techdeck/analysis/evaluate'
import type { AnyModel } from '@techdeck/analysis/model'

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

const BINS = 10

/** Mean distance between what was said of a case and how often it was so, over ten bins of what was said. */
export function calibrationErrorOf({ kind }: AnyModel, judged: readonly Judged[]): number {
  const bins = Array.from({ length: BINS }, () => ({ n: 0, said: 0, so: 0 }))
  let n = 0
  const count = (probability: number, isSo: boolean) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(probability * BINS))]
    bin.n++
    bin.said += probability
    bin.so += isSo ? 1 : 0
    n++
  }
  for (const { probabilities, label } of judged) {
    if (kind === 'many') probabilities.forEach((probability, k) => count(probability, label.includes(k)))
    else {
      let top = 0
      probabilities.forEach((probability, k) => {
        if (probability > probabilities[top]) top = k
      })
      count(probabilities[top], label.includes(top))
    }
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.so), 0) / n
}

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
  const random = randomFrom(foldOf(model.name, 2 ** 31))
  const samples = Array.from({ length: rounds }, () =>
    figuresOf(
      model,
      groups.flatMap(() => groups[Math.floor(random() * groups.length)]),
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

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
