import { NOT_COUNTED, ORGANISATIONS, expectedCalibrationError } from '@techdeck/analysis/evaluate'
import { claimIdentifiers, Document, TAGGER_REASONS, type Tagger } from '@techdeck/analysis/identifiers'
import { seeded } from '@techdeck/core'
import { PLANTED, type Sample } from './corpus.ts'

/** The calibration of taggers that are judged: flat enough that rounded confidences tell margins. */
export const JUDGED_SLOPE = 0.2

/** Counts of one sample that add up over samples. */
export interface Counts {
  wanted: number
  found: number
  both: number
  organisations: number
  organisationsFound: number
  planted: number
  plantedFound: number
  clean: number
  touched: number
}
const ZERO: Counts = {
  wanted: 0,
  found: 0,
  both: 0,
  organisations: 0,
  organisationsFound: 0,
  planted: 0,
  plantedFound: 0,
  clean: 0,
  touched: 0,
}

/** What was found in a sample, with how sure the tagger was of each of its findings and whether that was right. */
export interface Judged {
  suite: string
  group: string
  counts: Counts
  calls: { margin: number; isRight: boolean }[]
  /** Characters of each type of span that were found, and that there are. */
  types: Record<string, [found: number, all: number]>
}

export function judge(sample: Sample, tagger: Tagger): Judged {
  const document = new Document(sample.turns)
  const claims = claimIdentifiers(document, tagger)
  const counts = { ...ZERO }
  const calls: Judged['calls'] = []
  const types: Judged['types'] = {}
  sample.turns.forEach(({ text }, turn) => {
    const found = new Uint8Array(text.length)
    const own = claims.findings.filter((finding) => finding.turn === sample.turns[turn].index)
    const ranges = own.map(({ start, end }) => [unitsOf(text, start), unitsOf(text, end)] as const)
    for (const [start, end] of ranges) found.fill(1, start, end)
    const gold = new Uint8Array(text.length)
    const neutral = new Uint8Array(text.length)
    for (const { start, end, type } of sample.spans[turn]) {
      ;(NOT_COUNTED.has(type) ? neutral : gold).fill(1, start, end)
      const covered = sum(found.subarray(start, end))
      const [before, all] = types[type] ?? [0, 0]
      types[type] = [before + covered, all + end - start]
      counts.planted++
      if (covered === end - start) counts.plantedFound++
      if (ORGANISATIONS.has(type)) {
        counts.organisations += end - start
        counts.organisationsFound += covered
      }
    }
    for (const { start, end } of sample.clean[turn]) {
      counts.clean++
      if (sum(found.subarray(start, end)) > 0) counts.touched++
    }
    for (let at = 0; at < text.length; at++) {
      if (neutral[at] === 1 && gold[at] === 0) continue
      counts.wanted += gold[at]
      counts.found += found[at]
      counts.both += gold[at] & found[at]
    }
    own.forEach(({ reason, confidence }, at) => {
      if (!TAGGER_REASONS.includes(reason)) return
      const [start, end] = ranges[at]
      const right = sum(gold.subarray(start, end)) + sum(neutral.subarray(start, end))
      calls.push({ margin: Math.log(confidence / (1 - confidence)) / JUDGED_SLOPE, isRight: right * 2 > end - start })
    })
  })
  return { suite: sample.suite, group: sample.group, counts, calls, types }
}

const sum = (list: Uint8Array): number => list.reduce((total, value) => total + value, 0)

function unitsOf(text: string, points: number): number {
  let at = 0
  for (let point = 0; point < points; point++) at += text.codePointAt(at)! > 0xffff ? 2 : 1
  return at
}

export type Figures = Record<string, number>

export function figuresOf(suite: string, judged: readonly Judged[]): Figures {
  const total = { ...ZERO }
  for (const { counts } of judged) for (const key of Object.keys(total) as (keyof Counts)[]) total[key] += counts[key]
  if (suite === PLANTED)
    return { recall: total.plantedFound / total.planted, clean_touched: total.touched / total.clean }
  const recall = total.both / total.wanted
  const precision = total.both / total.found
  return {
    char_recall: recall,
    char_precision: precision,
    f2: (5 * precision * recall) / (4 * precision + recall),
    char_recall_with_organisations: (total.both + total.organisationsFound) / (total.wanted + total.organisations),
  }
}

/** Recall of characters by type of span. */
export function recallByType(judged: readonly Judged[]): Record<string, number> {
  const total: Judged['types'] = {}
  for (const { types } of judged)
    for (const [type, [found, all]] of Object.entries(types)) {
      const [before, there] = total[type] ?? [0, 0]
      total[type] = [before + found, there + all]
    }
  return Object.fromEntries(
    Object.entries(total)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, [found, all]]) => [type, rounded(found / all)]),
  )
}

const TIMES = 200

/** Figures with 95 % intervals by bootstrap over groups. */
export function withIntervals(
  suite: string,
  judged: readonly Judged[],
): Record<string, [value: number, from: number, to: number]> {
  const groups = [...Map.groupBy(judged, ({ group }) => group).values()]
  const { below } = seeded(1)
  const drawn = Array.from({ length: TIMES }, () =>
    figuresOf(
      suite,
      groups.flatMap(() => groups[below(groups.length)]),
    ),
  )
  return Object.fromEntries(
    Object.entries(figuresOf(suite, judged)).map(([name, value]) => {
      const values = drawn.map((figures) => figures[name]).toSorted((a, b) => a - b)
      const at = (share: number) => rounded(values[Math.round(share * (TIMES - 1))])
      return [name, [rounded(value), at(0.025), at(0.975)]]
    }),
  )
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000

/** Slope and offset by which a margin says how likely a finding is right (least log loss, Newton's method). */
export function fitCalibration(calls: Judged['calls']): [slope: number, offset: number] {
  let slope = JUDGED_SLOPE
  let offset = 0
  for (let step = 0; step < 30; step++) {
    let [gs, go, ss, so, oo] = [0, 0, 1e-3, 0, 1e-3]
    for (const { margin, isRight } of calls) {
      const p = 1 / (1 + Math.exp(-(slope * margin + offset)))
      const error = (isRight ? 1 : 0) - p
      const weight = p * (1 - p)
      gs += error * margin
      go += error
      ss += weight * margin * margin
      so += weight * margin
      oo += weight
    }
    const determinant = ss * oo - so * so
    slope += 0.5 * ((oo * gs - so * go) / determinant)
    offset += 0.5 * ((ss * go - so * gs) / determinant)
  }
  return [slope, offset]
}

/** Mean distance between said and true shares over ten bins. */
export function calibrationError(calls: Judged['calls'], [slope, offset]: readonly [number, number]): number {
  return rounded(
    expectedCalibrationError(
      calls.map(({ margin, isRight }) => [1 / (1 + Math.exp(-(slope * margin + offset))), isRight]),
    ),
  )
}
