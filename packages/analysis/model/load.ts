import { existsSync } from 'node:fs'
import { sha256 } from '@techdeck/core'
import { bitsOf, type AnyModel, type ModelDefinition, type VectorsName } from './definition.ts'
import { measuredWeightsFile, vectorsFile, weightsFile } from './files.ts'
import { Panel, Scorer } from './scorer.ts'
import { sharedFile } from './shared-file.ts'
import { openVectors, type WordVectors } from './vectors.ts'
import { openWeights } from './weights.ts'

type Scorers = WeakMap<AnyModel, Scorer<any, any> | null>
const scorers: Record<Weighed, Scorers> = { shipped: new WeakMap(), measured: new WeakMap() }

/**
 * Which weights of a model: those that ship, which were learnt from all labelled cases, or those that were learnt in the
 * same way without the held-out groups, to measure how such weights do on cases that they have not seen.
 */
type Weighed = 'shipped' | 'measured'
let weighed: Weighed = 'shipped'

/** Does `work` with the weights that have not seen the held-out groups. */
export function withMeasuredWeights<T>(work: () => T): T {
  weighed = 'measured'
  try {
    return work()
  } finally {
    weighed = 'shipped'
  }
}

/** What the features of a model depend on, as a hash. */
export function definitionHash(model: AnyModel): string {
  const { kind, classes, fields, dense = [], vectors } = model
  const read = [kind, classes, Object.entries(fields), dense, bitsOf(model), ...(vectors ? [vectors] : [])]
  return sha256(JSON.stringify(read)).slice(0, 16)
}

/**
 * The scorer of a model, loaded at its first use in this thread; `null` where its weights are not there, such as those
 * of the pack `research` in an installation without it.
 *
 * @throws {@link WeightsMismatchError} when they were trained for another definition
 */
export function scorerOf<F extends string, C extends string>(model: ModelDefinition<F, C>): Scorer<F, C> | null {
  const known = scorers[weighed]
  let scorer = known.get(model)
  if (scorer === undefined) known.set(model, (scorer = load(model)))
  return scorer
}

/** The same, of a model that every installation has. */
export function shippedScorer<F extends string, C extends string>(model: ModelDefinition<F, C>): Scorer<F, C> {
  const scorer = scorerOf(model)
  if (!scorer) throw new Error(`The weights of model ${model.name} are missing: ${weightsFile(model)}.`)
  return scorer
}

const panels: Record<Weighed, WeakMap<readonly AnyModel[], Panel<any>>> = {
  shipped: new WeakMap(),
  measured: new WeakMap(),
}

/** A panel of models that every installation has, loaded at its first use in this thread; `models` is always the same list. */
export function shippedPanel<F extends string>(models: readonly ModelDefinition<F, any>[]): Panel<F> {
  const known = panels[weighed]
  let panel = known.get(models)
  if (!panel) known.set(models, (panel = new Panel(models.map(shippedScorer))))
  return panel
}

const vectors = new Map<VectorsName, WordVectors | null>()

/** The vectors that a model reads, loaded at their first use in this thread; `null` where they are not there. */
export function wordVectors({ vectors: name = 'words' }: Pick<AnyModel, 'vectors'> = {}): WordVectors | null {
  let known = vectors.get(name)
  if (known === undefined) {
    const file = fileIfThere(vectorsFile(name))
    vectors.set(name, (known = file ? openVectors(file) : null))
  }
  return known
}

function load(model: AnyModel): Scorer<any, any> | null {
  // A model that has no weights to be measured by ships those that were learnt without the held-out groups.
  const measured = weighed === 'measured' ? fileIfThere(measuredWeightsFile(model)) : undefined
  const shared = measured ?? sharedWeights(model)
  return shared ? new Scorer(model, openWeights(shared, model.name, definitionHash(model)), wordVectors(model)) : null
}

/** The memory that a model's weights lie in; threads that start later have the same. */
export const sharedWeights = (model: AnyModel): Uint8Array<SharedArrayBuffer> | undefined =>
  fileIfThere(weightsFile(model))

const fileIfThere = (file: string): Uint8Array<SharedArrayBuffer> | undefined =>
  existsSync(file) ? sharedFile(file) : undefined
