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

  add(truth: readonly Span[], predicted: readonly Span[], length: number): void {
    const wanted = mark(truth, length)
    const found = mark(predicted, length)
    for (let at = 0; at < length; at++) {
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
