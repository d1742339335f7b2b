import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CONTRACTS } from '@techdeck/stages'
import { calibrate, combine, type Anchors } from '@techdeck/stages/quality'
import { areaUnderCurve, evenPoint, interval, quantile, shareFrom, type Scores } from './quality/rank.ts'
import { scoreSessions } from './quality/score-sessions.ts'
import { readSessions, type SessionSet } from './quality/sessions.ts'

// Whether the quality score means something: how well it ranks sessions that people called good over those that they
// called poor, what it leaves out at each threshold, and whether its scale still says what docs/quality.md says. Reads
// labelled files under --data, TECHDECK_DATA or ../shared/data; the examples are measured in any case.

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.TECHDECK_DATA ?? join(import.meta.dirname, '../../shared/data') },
    json: { type: 'boolean' },
  },
})
const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`))
const round = (value: number): number => Math.round(value * 1000) / 1000
const pair = ([low, high]: [number, number]): [number, number] => [round(low), round(high)]

const THRESHOLDS = [0.5, 0.7, 0.9]
const REFERENCE = 'therapy/annomi_transcripts'
const FOLDS = 5

const { weights } = CONTRACTS.quality.options.parse({}) as { weights: Parameters<typeof combine>[1] }

interface Measured {
  id: string
  isGood: boolean
  scores: Record<string, number>
  mean: number
}

async function measure({ sessions }: SessionSet): Promise<Measured[]> {
  const notes = await scoreSessions(sessions.map(({ conversation }) => conversation))
  return sessions.flatMap(({ conversation: { id }, isGood }) => {
    const scores = notes.get(id)?.scores
    return scores ? [{ id, isGood, scores, mean: combine(scores, weights) }] : []
  })
}

const split = (list: readonly Measured[], of: (one: Measured) => number): Scores => ({
  good: list.filter(({ isGood }) => isGood).map(of),
  poor: list.filter(({ isGood }) => !isGood).map(of),
})

const anchorsOf = ({ good, poor }: Scores): Anchors => ({
  poor: quantile(poor, 0.5),
  even: evenPoint({ good, poor }),
  good: quantile(good, 0.5),
})

/** What the scale says of sessions that were not used to make it: anchors of the other folds, by the hash of the id. */
function heldOut(list: readonly Measured[]): Scores {
  const scores: Scores = { good: [], poor: [] }
  for (let fold = 0; fold < FOLDS; fold++) {
    const isIn = ({ id }: Measured) => Number.parseInt(id.slice(0, 8), 16) % FOLDS === fold
    const anchors = anchorsOf(
      split(
        list.filter((one) => !isIn(one)),
        ({ mean }) => mean,
      ),
    )
    const own = split(list.filter(isIn), ({ mean }) => calibrate(mean, anchors))
    scores.good.push(...own.good)
    scores.poor.push(...own.poor)
  }
  return scores
}

const keptAt = ({ good, poor }: Scores) =>
  Object.fromEntries(
    THRESHOLDS.map((at) => [at.toFixed(1), { good: round(shareFrom(good, at)), poor: round(shareFrom(poor, at)) }]),
  )

const sets = []
for (const set of readSessions(values.data)) {
  const list = await measure(set)
  const overall = split(list, ({ scores }) => scores.overall)
  const dimensions = Object.keys(list[0].scores).filter((name) => name !== 'overall')
  const result = {
    set: set.name,
    good: { meaning: set.good, n: overall.good.length, median: round(quantile(overall.good, 0.5)) },
    poor: { meaning: set.poor, n: overall.poor.length, median: round(quantile(overall.poor, 0.5)) },
    auc: round(areaUnderCurve(overall)),
    interval: pair(interval(overall, areaUnderCurve)),
    dimensions: Object.fromEntries(
      dimensions.map((name) => [name, round(areaUnderCurve(split(list, ({ scores }) => scores[name])))]),
    ),
    kept_at: keptAt(overall),
    ...(set.name === REFERENCE && {
      anchors: anchorsOf(split(list, ({ mean }) => mean)),
      kept_at_held_out: keptAt(heldOut(list)),
    }),
  }
  sets.push(result)
  say(`${result.set}: ${result.good.n} ${set.good}, ${result.poor.n} ${set.poor}`)
  say(`  a good one scores higher than a poor one (AUC) ${result.auc} (${result.interval.join(' to ')})`)
  say(`  medians: good ${result.good.median}, poor ${result.poor.median}`)
  for (const [at, kept] of Object.entries(result.kept_at))
    say(`  from ${at} on: ${Math.round(100 * kept.good)} % of the good, ${Math.round(100 * kept.poor)} % of the poor`)
  say(`  by dimension: ${dimensions.map((name) => `${name} ${result.dimensions[name]}`).join(', ')}`)
  if (result.kept_at_held_out) {
    for (const [at, kept] of Object.entries(result.kept_at_held_out))
      say(
        `  from ${at} on, by a scale made without them: ${Math.round(100 * kept.good)} % of the good, ${Math.round(100 * kept.poor)} % of the poor`,
      )
    say(`  anchors of the scale now: ${JSON.stringify(result.anchors)}`)
  }
}
if (sets.length === 1) process.stderr.write(`No labelled sessions under ${values.data}; set TECHDECK_DATA.\n`)
process.stdout.write(`${JSON.stringify({ sets })}\n`)
