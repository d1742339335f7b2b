/** Share of equal pairs. */
export function accuracy(truth: readonly string[], predicted: readonly string[]): number {
  return truth.filter((label, at) => label === predicted[at]).length / truth.length
}

/** Mean F1 over the labels that occur in the truth; a label that is never predicted counts 0. */
export function macroF1(truth: readonly string[], predicted: readonly string[]): number {
  const labels = [...new Set(truth)]
  const scores = labels.map((label) => {
    let hits = 0
    let wrong = 0
    truth.forEach((actual, at) => {
      if (actual === label && predicted[at] === label) hits++
      else if (actual === label || predicted[at] === label) wrong++
    })
    return hits === 0 ? 0 : (2 * hits) / (2 * hits + wrong)
  })
  return scores.reduce((sum, score) => sum + score, 0) / labels.length
}

/** Chance that a positive has a higher score than a negative; ties count half. */
export function rocAuc(truth: readonly boolean[], scores: readonly number[]): number {
  const order = scores.map((_, at) => at).toSorted((a, b) => scores[a] - scores[b])
  let rankSum = 0
  let positives = 0
  for (let at = 0; at < order.length;) {
    let end = at
    while (end < order.length && scores[order[end]] === scores[order[at]]) end++
    const rank = (at + 1 + end) / 2
    for (; at < end; at++) {
      if (truth[order[at]]) {
        rankSum += rank
        positives++
      }
    }
  }
  const negatives = order.length - positives
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

export interface Span {
  start: number
  end: number
}

/** Characters and spans that were found, added up over texts. */
export class SpanCounts {
  wanted = 0
  found = 0
  both = 0
  spans = 0
  covered = 0
  fullyCovered = 0

  /** @param neutral what is neither wanted nor wrong: its characters are not counted, unless they are wanted too */
  add(truth: readonly Span[], predicted: readonly Span[], length: number, neutral: readonly Span[] = []): void {
    const wanted = mark(truth, length)
    const found = mark(predicted, length)
    const uncounted = mark(neutral, length)
    for (let at = 0; at < length; at++) {
      if (uncounted[at] === 1 && wanted[at] === 0) continue
      this.wanted += wanted[at]
      this.found += found[at]
      this.both += wanted[at] & found[at]
    }
    for (const { start, end } of truth) {
      const share = found.subarray(start, end).reduce((sum, value) => sum + value, 0) / (end - start)
      this.spans++
      if (share >= 0.8) this.covered++
      if (share === 1) this.fullyCovered++
    }
  }

  figures(): Record<string, number> {
    const recall = this.both / this.wanted
    const precision = this.both / this.found
    return {
      char_recall: recall,
      char_precision: precision,
      f2: (5 * precision * recall) / (4 * precision + recall),
      spans_covered: this.covered / this.spans,
    }
  }
}

function mark(spans: readonly Span[], length: number): Uint8Array {
  const marked = new Uint8Array(length)
  for (const { start, end } of spans) marked.fill(1, start, end)
  return marked
}

/** Mean F1 over the labels that occur in the truth, where a case may have several. */
export function macroF1OfMany(
  truth: readonly (readonly string[])[],
  predicted: readonly (readonly string[])[],
  labels: readonly string[],
): number {
  const occurring = labels.filter((label) => truth.some((own) => own.includes(label)))
  const scores = occurring.map((label) => {
    let hits = 0
    let all = 0
    truth.forEach((own, at) => {
      const isSo = own.includes(label)
      const isSaid = predicted[at].includes(label)
      if (isSo && isSaid) hits++
      all += Number(isSo) + Number(isSaid)
    })
    return (2 * hits) / all
  })
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}

const BINS = 10

/** Cases by what was said of them, in ten bins: how many, how likely it was said to be, and how often it was so. */
export function calibrationBins(
  said: readonly (readonly [probability: number, isSo: boolean])[],
): { n: number; said: number; so: number }[] {
  const bins = Array.from({ length: BINS }, () => ({ n: 0, said: 0, so: 0 }))
  for (const [probability, isSo] of said) {
    const bin = bins[Math.min(BINS - 1, Math.floor(probability * BINS))]
    bin.n++
    bin.said += probability
    if (isSo) bin.so++
  }
  return bins
}

/** Mean distance between how likely something was said to be and how often it was so. */
export function expectedCalibrationError(said: readonly (readonly [probability: number, isSo: boolean])[]): number {
  return calibrationBins(said).reduce((sum, bin) => sum + Math.abs(bin.said - bin.so), 0) / said.length
}
