import { foldOf, isHeldOut } from '@techdeck/analysis/evaluate'
import {
  bitsOf,
  calibrate,
  definitionHash,
  encodeWeights,
  openWeights,
  outputsOf,
  Scorer,
  shareWeights,
  type AnyModel,
  type Example,
  type LearntWeights,
  type ModelInput,
  type Weights,
  type WordVectors,
  wordVectors,
} from '@techdeck/analysis/model'
import { chooseDecision, decidedFor, fitCalibration, type Goal } from './calibration.ts'
import { cardOf, type Card } from './card.ts'
import type { DataFolder } from './data-folder.ts'
import { accuracyOf, aucOf, figuresOf, macroF1Of, type Judged } from './metrics.ts'
import { chooseExperts, learn, FOLDS, type Expert } from './experts.ts'
import { targetsOf, type Solution, type Targets } from './regression.ts'
import { differences, readFeatures, type Features } from './sparse.ts'

const LIMIT = 60_000

export interface Trained {
  readonly model: AnyModel
  /** The bytes of the weights' file, learnt from all cases: what ships. */
  readonly shipped: Uint8Array
  /** The same, learnt without the held-out groups: what is measured on them. */
  readonly file: Uint8Array
  readonly card: Card
  readonly scorer: Scorer
  /** By id, of models that have not seen the case's group. */
  readonly predictions: ReadonlyMap<string, Float32Array>
}

type Calibrated = Pick<LearntWeights, 'slope' | 'shift' | 'decision'>

interface Task {
  model: AnyModel
  examples: readonly Example[]
  labels: number[][]
  /** The place of the case that each is compared with, -1 where it stands for itself. */
  against: number[]
  features: Features
  targets: Targets
  /** Places of the cases that may be learnt from. */
  known: number[]
  heldOut: number[]
}

/** Trains models from one folder, each once. The same folder gives the same bytes on the same machine. */
export class Trainer {
  private readonly data: DataFolder
  private readonly say: (line: string) => void
  private readonly vectorsOf: (model: AnyModel) => WordVectors | null
  private readonly trained = new Map<string, Trained>()

  constructor(
    data: DataFolder,
    say: (line: string) => void = () => {},
    vectorsOf: (model: AnyModel) => WordVectors | null = wordVectors,
  ) {
    this.vectorsOf = vectorsOf
    this.data = data
    this.say = say
  }

  train(model: AnyModel): Trained {
    let trained = this.trained.get(model.name)
    if (!trained) this.trained.set(model.name, (trained = this.run(model)))
    return trained
  }

  private run(model: AnyModel): Trained {
    const began = performance.now()
    const task = this.read(model)
    const { features, known, heldOut, labels, examples } = task
    this.say(
      `${model.name}: ${known.length} cases to learn from, ${heldOut.length} held out, ${features.matrix.columns} features`,
    )
    const knownLabels = known.map((row) => labels[row])
    const { experts, scores } = chooseExperts(model, features, task.targets, {
      known,
      foldOfCase: known.map((row) => foldOf(examples[row].group, FOLDS)),
      value: (raw) => valueOf(model, raw, knownLabels),
    })
    for (const { families, tried } of experts)
      this.say(`${model.name}: ${model.data.goal} of ${families.join(', ')} by penalty ${JSON.stringify(tried)}`)
    const calibration = fitCalibration(model, scores, knownLabels)
    const outputs = outputsOf(model)
    const probabilities = known.map((_, at) =>
      calibrate(
        model.kind,
        scores.subarray(at * outputs, (at + 1) * outputs),
        calibration,
        new Float32Array(model.classes.length),
      ),
    )
    const decision = chooseDecision(model, probabilities, knownLabels, goalOf(model, knownLabels))
    const judgedIn = known.map((row, at): Judged => ({
      group: examples[row].group,
      label: labels[row],
      probabilities: probabilities[at],
      predicted: decidedFor(model, probabilities[at], decision),
    }))
    const solution = learn(experts, features, task.targets, known)
    const file = encodeWeights(learntFrom(task, solution, { ...calibration, decision }))
    const weights = openWeights(shareWeights(file), model.name, definitionHash(model))
    const scorer = new Scorer(model, weights, this.vectorsOf(model))
    const judgedOut = heldOut.map((row): Judged => {
      const own = probabilitiesOf(scorer, weights, examples[row], examples[task.against[row]])
      return {
        group: examples[row].group,
        label: labels[row],
        probabilities: own,
        predicted: decidedFor(model, own, decision),
      }
    })
    const shipped = this.learnFromAll(task, experts, { ...calibration, decision })
    const card = cardOf(model, {
      files: model.data.files.map(({ file: name }: { file: string }) => this.data.file(name)),
      examples,
      known,
      heldOut,
      judgedIn,
      judgedOut,
      experts,
      bytes: shipped.length,
    })
    const predictions = new Map<string, Float32Array>()
    known.forEach((row, at) => predictions.set(examples[row].id, probabilities[at]))
    heldOut.forEach((row, at) => predictions.set(examples[row].id, judgedOut[at].probabilities))
    this.say(
      `${model.name}: cross-validated ${show(figuresOf(model, judgedIn))}; held out ${heldOut.length > 0 ? show(figuresOf(model, judgedOut)) : 'nothing'}; penalty ${experts.map(({ penalty }) => penalty).join(' and ')}, ${(file.length / 1024).toFixed(0)} KiB, ${((performance.now() - began) / 1000).toFixed(0)} s`,
    )
    return { model, shipped, file, card, scorer, predictions }
  }

  /** The weights that ship: learnt in the same way from all cases, the held-out ones too. */
  private learnFromAll(task: Task, experts: readonly Expert[], calibration: Calibrated): Uint8Array {
    const { model, examples, targets } = task
    const known = [...examples.keys()]
    const inputs = examples.map(({ input }) => input)
    const features = this.featuresOf(model, inputs, known, task.against)
    const solution = learn(experts, features, targets, known)
    return encodeWeights(learntFrom({ ...task, features, known }, solution, calibration))
  }

  private read(model: AnyModel): Task {
    const { data } = model
    const rows = Object.fromEntries(
      data.files.map(({ file }: { file: string }) => [file, this.data.file(file).rows] as const),
    )
    const examples: Example[] = data.examples(rows, {
      predictions: (of) => this.train(of).predictions,
      scorer: (of) => this.train(of).scorer as Scorer<any, any>,
    })
    const labels = examples.map(({ label }) => [label].flat().map((each) => placeOf(model, each)))
    const places = examples.map((_, row) => row)
    const known = places.filter((row) => !isHeldOut(examples[row].group))
    const heldOut = places.filter((row) => isHeldOut(examples[row].group))
    const inputs = examples.map(({ input }) => input)
    const against = placesOfOthers(examples)
    const features = this.featuresOf(model, inputs, known, against)
    const targets = targetsOf(labels, outputsOf(model), model.kind, data.balanced)
    return { model, examples, labels, against, features, targets, known, heldOut }
  }

  private featuresOf(
    model: AnyModel,
    inputs: readonly ModelInput[],
    known: readonly number[],
    against: readonly number[],
  ): Features {
    const features = readFeatures(model, inputs, known, model.data.rarest ?? 2, this.vectorsOf(model))
    return { ...features, matrix: differences(features.matrix, against) }
  }
}

/** How well raw scores do by the stated goal. */
function valueOf(model: AnyModel, scores: Float64Array, labels: readonly (readonly number[])[]): number {
  const outputs = outputsOf(model)
  const decision = new Float32Array(outputs)
  const judged = labels.map((label, at): Judged => {
    const probabilities = calibrate(
      model.kind,
      scores.subarray(at * outputs, (at + 1) * outputs),
      { slope: 1, shift: decision },
      new Float32Array(model.classes.length),
    )
    return { group: '', label, probabilities, predicted: decidedFor(model, probabilities, decision) }
  })
  if (model.data.goal === 'roc_auc') return aucOf(model, judged)
  return goalOf(model, labels)(judged.map(({ predicted }) => predicted))
}

/** The places of the cases that examples are compared with. */
function placesOfOthers(examples: readonly Example[]): number[] {
  const places = new Map(examples.map(({ id }, place) => [id, place]))
  return examples.map(({ against }) => (against === undefined ? -1 : places.get(against)!))
}

/** What a case is said to be by itself, or beside the one that it is compared with. */
function probabilitiesOf(scorer: Scorer, weights: Weights, { input }: Example, other: Example | undefined) {
  if (!other) return Float32Array.from(scorer.score(input))
  const [less] = scorer.rawScores(other.input)
  const [more] = scorer.rawScores(input)
  return calibrate('binary', [more - less], weights, new Float32Array(2))
}

function goalOf(model: AnyModel, labels: readonly (readonly number[])[]): Goal {
  if (model.data.goal === 'accuracy') return (predicted) => accuracyOf(labels, predicted)
  return (predicted) => macroF1Of(labels, predicted, model.classes.length)
}

function placeOf({ name, classes }: AnyModel, label: string): number {
  const at = classes.indexOf(label)
  if (at < 0) throw new TypeError(`Model ${name} has a case with a label that is none of its classes.`)
  return at
}

/** Takes scales back into the weights, and keeps those features that say most over all cases. */
function learntFrom({ model, features, known }: Task, solution: Solution, calibration: Calibrated): LearntWeights {
  const { matrix, buckets, scale, denseCentre, denseScale, vectorCentre, vectorScale } = features
  const outputs = outputsOf(model)
  const { limit = LIMIT } = model.data
  const said = new Float64Array(buckets.length)
  for (const row of known)
    for (let i = matrix.starts[row]; i < matrix.starts[row + 1]; i++)
      if (matrix.at[i] < buckets.length) said[matrix.at[i]] += matrix.values[i] ** 2
  buckets.forEach((_, at) => {
    let top = 0
    for (let k = 0; k < outputs; k++) top = Math.max(top, Math.abs(solution[at * outputs + k]))
    said[at] = top * Math.sqrt(said[at])
  })
  const order = [...buckets.keys()].toSorted((a, b) => said[b] - said[a] || a - b)
  const kept = order.slice(0, limit).toSorted((a, b) => a - b)
  const values = new Float32Array(kept.length * outputs)
  kept.forEach((at, row) => {
    for (let k = 0; k < outputs; k++) values[row * outputs + k] = solution[at * outputs + k] * scale[at]
  })
  const standardised = (first: number, scales: Float32Array) =>
    Float32Array.from(
      { length: scales.length * outputs },
      (_, i) => solution[(buckets.length + first) * outputs + i] * scales[Math.floor(i / outputs)],
    )
  const denseWeights = standardised(0, denseScale)
  const vectorWeights = standardised(denseScale.length, vectorScale)
  // Vectors are summed up word by word, so what they are centred by goes into the bias.
  const bias = Float32Array.from(solution.subarray(matrix.columns * outputs), (own, k) =>
    vectorCentre.reduce((sum, centre, d) => sum - centre * vectorWeights[d * outputs + k], own),
  )
  return {
    bits: bitsOf(model),
    outputs,
    definition: definitionHash(model),
    buckets: Uint32Array.from(kept, (at) => buckets[at]),
    values,
    bias,
    denseCentre,
    denseWeights,
    vectorWeights,
    ...calibration,
  }
}

const show = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value.toFixed(3)}`)
    .join(' ')
