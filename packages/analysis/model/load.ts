import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { sha256 } from '@techdeck/core'
import { bitsOf, type AnyModel, type ModelDefinition } from './definition.ts'
import { Scorer } from './scorer.ts'
import { openVectors, type WordVectors } from './vectors.ts'
import { openWeights, shareWeights } from './weights.ts'

export const MODELS_FOLDER = join(import.meta.dirname, '../models')
/** Threads that start later find the weights of their parent under this name. */
const SHARED = 'techdeck.models'

type Shared = Readonly<Record<string, SharedArrayBuffer>>

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

/** Where the weights of a model are that {@link withMeasuredWeights} reads. */
export const measuredWeightsFile = ({ pack, name }: AnyModel, folder = MODELS_FOLDER): string =>
  join(folder, pack, `${name}.measured.bin`)

/** Where the weights of a model are. */
export const weightsFile = ({ pack, name }: AnyModel, folder = MODELS_FOLDER): string =>
  join(folder, pack, `${name}.bin`)
export const cardFile = ({ pack, name }: AnyModel, folder = MODELS_FOLDER): string =>
  join(folder, pack, `${name}.card.json`)

/** What the features of a model depend on, as a hash. */
export function definitionHash(model: AnyModel): string {
  const { kind, classes, fields, dense = [] } = model
  return sha256(JSON.stringify([kind, classes, Object.entries(fields), dense, bitsOf(model)])).slice(0, 16)
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

const VECTORS = 'vectors'
let vectors: WordVectors | null | undefined

/** Where the word vectors are that models of all packs read. */
export const vectorsFile = (folder = MODELS_FOLDER): string => join(folder, 'core', 'vectors.bin')

/** The word vectors, loaded at their first use in this thread; `null` where they are not there. */
export function wordVectors(): WordVectors | null {
  if (vectors === undefined) {
    const shared = given()?.[VECTORS] ?? readVectors()
    vectors = shared ? openVectors(shared) : null
  }
  return vectors
}

function readVectors(): SharedArrayBuffer | undefined {
  if (!existsSync(vectorsFile())) return undefined
  const bytes = readFileSync(vectorsFile())
  const shared = new SharedArrayBuffer(bytes.length)
  new Uint8Array(shared).set(bytes)
  return shared
}

const given = (): Shared | undefined => getEnvironmentData(SHARED) as Shared | undefined

function load(model: AnyModel): Scorer<any, any> | null {
  // A model that has no weights to be measured by ships those that were learnt without the held-out groups.
  const measured = weighed === 'measured' ? readFile(measuredWeightsFile(model)) : undefined
  const shared = measured ?? sharedWeights(model)
  return shared ? new Scorer(model, openWeights(shared, model.name, definitionHash(model)), wordVectors()) : null
}

/** The memory that a model's weights lie in: the parent thread's where it called {@link shareModels}. */
export const sharedWeights = (model: AnyModel): SharedArrayBuffer | undefined =>
  given()?.[model.name] ?? readShared(model)

const readShared = (model: AnyModel): SharedArrayBuffer | undefined => readFile(weightsFile(model))

function readFile(file: string): SharedArrayBuffer | undefined {
  return existsSync(file) ? shareWeights(readFileSync(file)) : undefined
}

/** Reads the weights of all models once, for this thread and all that it starts from now on. */
export function shareModels(models: readonly AnyModel[]): void {
  if (given()) return
  const entries = models.flatMap((model) => {
    const shared = readShared(model)
    return shared ? [[model.name, shared] as const] : []
  })
  const shared = readVectors()
  setEnvironmentData(SHARED, Object.fromEntries([...entries, ...(shared ? [[VECTORS, shared] as const] : [])]))
}
