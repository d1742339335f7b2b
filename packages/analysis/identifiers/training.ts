// What training reads of the detector, so that it sees what the runtime sees.
export { claimIdentifiers } from './claim-identifiers.ts'
export { GAZETTEER_FILE, gazetteerSlots } from './gazetteer.ts'
export * as gazetteerFlags from './gazetteer.ts'
export { claimByRules } from './rules.ts'
export { claimKinds, TAGGER_REASONS } from './tagged.ts'
export {
  eachWordRow,
  JOINT_ROWS,
  LABEL_COUNT,
  LABELS,
  REACH,
  readTurn,
  Tagger,
  writeJointRows,
  type Label,
  type TaggerWeights,
} from './tagger.ts'
export { packWeights, TAGGER_CARD, TAGGER_FILE, unpackWeights } from './tagger-weights.ts'
export { Document } from '../text/document.ts'
export type { DetectorTurn } from '../types.ts'
