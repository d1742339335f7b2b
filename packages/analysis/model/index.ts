export {
  bitsOf,
  defineModel,
  outputsOf,
  turnRange,
  type AnyModel,
  type Example,
  type FieldOptions,
  type ModelDefinition,
  type ModelInput,
  type Range,
  type Row,
  type TrainingContext,
} from './definition.ts'
export { bucketOf, FieldWalker, fieldWeight, letterWeight, type FeatureSink, type WordHashes } from './features.ts'
export { calibrate, decideOne, logOdds, Scorer } from './scorer.ts'
export { encodeWeights, openWeights, rowOf, shareWeights, WeightsMismatchError, type LearntWeights } from './weights.ts'
export {
  cardFile,
  definitionHash,
  MODELS_FOLDER,
  scorerOf,
  measuredWeightsFile,
  sharedWeights,
  shareModels,
  shippedScorer,
  vectorsFile,
  weightsFile,
  withMeasuredWeights,
  wordVectors,
} from './load.ts'
export { encodeVectors, openVectors, placeOfWord, type WordVectors } from './vectors.ts'
