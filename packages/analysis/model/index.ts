export {
  APART,
  APART_AND_TOGETHER,
  bitsOf,
  defineModel,
  FAMILIES,
  outputsOf,
  turnRange,
  turnRanges,
  turnsOf,
  type AnyModel,
  type Example,
  type Family,
  type FieldOptions,
  type ModelDefinition,
  type ModelInput,
  type Range,
  type Row,
  type TrainingContext,
  type VectorsName,
} from './definition.ts'
export { bucketOf, FieldWalker, fieldWeight, letterWeight, type FeatureSink, type WordHashes } from './features.ts'
export { calibrate, decideOne, logOdds, Panel, Scorer } from './scorer.ts'
export {
  encodeWeights,
  openWeights,
  rowOf,
  shareWeights,
  WeightsMismatchError,
  type LearntWeights,
  type Weights,
} from './weights.ts'
export { cardFile, measuredWeightsFile, MODELS_FOLDER, vectorsFile, weightsFile } from './files.ts'
export {
  definitionHash,
  scorerOf,
  sharedWeights,
  shippedPanel,
  shippedScorer,
  withMeasuredWeights,
  wordVectors,
} from './load.ts'
export { encodeVectors, openVectors, placeOfWord, type WordVectors } from './vectors.ts'
