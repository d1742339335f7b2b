import {
  claimByRules,
  claimKinds,
  Document,
  eachWordRow,
  JOINT_ROWS,
  LABELS,
  REACH,
  readTurn,
  writeJointRows,
} from '@techdeck/analysis/identifiers'
import type { Run } from './chain.ts'
import { labelOf, PLANTED, type GoldSpan, type Sample } from './corpus.ts'

/** Numbers of the categories of names and locations, as claims have them. */
const NAME_KIND = 1
const LOCATION_KIND = 2

/**
 * The runs of tokens that the tagger looks at in a sample, with their features and labels. Of planted conversations
 * turns are left out in which rules find a name that was not planted: what else is said there is not labelled.
 */
export function runsOf(sample: Sample, mask: number): Run[] {
  const document = new Document(sample.turns)
  const { claims } = claimByRules(document)
  const kindOf = claimKinds(claims)
  const { start, end } = document.tokens
  const joint = new Int32Array(JOINT_ROWS)
  const isIn = (at: number, span: GoldSpan) => start[at] < span.end && end[at] > span.start
  const runs: Run[] = []
  sample.spans.forEach((spans, turn) => {
    const first = document.turnStart[turn]
    const count = document.turnStart[turn + 1] - first
    if (sample.suite === PLANTED) {
      for (let at = first; at < first + count; at++) {
        const kind = claims.kindOf(at)
        if ((kind === NAME_KIND || kind === LOCATION_KIND) && !spans.some((span) => isIn(at, span))) return
      }
    }
    const gold = new Uint8Array(count)
    for (const span of spans)
      for (let i = 0; i < count; i++) if (isIn(first + i, span)) gold[i] = LABELS.indexOf(labelOf(span.type))
    const features = readTurn(document, turn, kindOf)
    for (let from = 0; from < count; from++) {
      if (features.active[from] === 0) continue
      let to = from + 1
      while (to < count && features.active[to] === 1) to++
      const rows: number[] = []
      const starts = [0]
      for (let i = from; i < to; i++) {
        for (let near = Math.max(0, i - REACH); near < Math.min(count, i + REACH + 1); near++) {
          const word = () => document.word(turn, first + near)
          eachWordRow(mask, features, near, word, (offset, row) => {
            if (offset === near - i) rows.push(row)
          })
        }
        writeJointRows(mask, features, i, joint)
        rows.push(...joint)
        starts.push(rows.length)
      }
      runs.push({ rows: Int32Array.from(rows), starts: Int32Array.from(starts), labels: gold.slice(from, to) })
      from = to
    }
  })
  return runs
}
