import { addCounts, addHistograms, bin, count, noHistogram, type Histogram } from '../figures.ts'
import type { Output, Summary } from '../definition.ts'
import { DIMENSIONS, type QualityNote } from './note.ts'

/** A conversation that stayed carries its note; one below the threshold is in the losses, and counted by its scores. */
export interface Scored extends Output {
  note: QualityNote
}

export const SCORED = [...DIMENSIONS, 'overall'] as const

export type QualitySummary = {
  conversations: number
  /** Sums of scores in ten-thousandths, so that they are exact in any order. */
  sums: { [dimension: string]: number }
  histograms: { [dimension: string]: Histogram }
  reasons: { [reason: string]: number }
  /** Conversations that a person should look at, by lane, and those that people decided, by verdict. */
  lanes: { [lane: string]: number }
  decided: { [verdict: string]: number }
}

export const SCALE = 10_000

export const emptySummary = (): QualitySummary => ({
  conversations: 0,
  sums: Object.fromEntries(SCORED.map((name) => [name, 0])),
  histograms: Object.fromEntries(SCORED.map((name) => [name, noHistogram()])),
  reasons: {},
  lanes: {},
  decided: {},
})

export const summary: Summary<QualitySummary, Scored> = {
  empty: emptySummary,
  add(sum, { note: { scores, reasons, review, decided } }) {
    sum.conversations++
    for (const name of SCORED) {
      sum.sums[name] += Math.round(scores[name] * SCALE)
      sum.histograms[name][bin(scores[name])]++
    }
    for (const reason of reasons) count(sum.reasons, reason)
    if (review) count(sum.lanes, review)
    if (decided) count(sum.decided, decided)
    return sum
  },
  merge(a, b) {
    const histograms: QualitySummary['histograms'] = {}
    for (const name of SCORED) histograms[name] = addHistograms(a.histograms[name], b.histograms[name])
    return {
      conversations: a.conversations + b.conversations,
      sums: addCounts(a.sums, b.sums),
      histograms,
      reasons: addCounts(a.reasons, b.reasons),
      lanes: addCounts(a.lanes, b.lanes),
      decided: addCounts(a.decided, b.decided),
    }
  },
}
