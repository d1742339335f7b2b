export * from './types.ts'
export { findIdentifiers, HIGH_CONFIDENCE, shareIdentifierData, type IdentifierOptions } from './identifiers/index.ts'
export { findPhiIndicators } from './phi-indicators/index.ts'
export { assessCrisis, crisisScore } from './crisis/index.ts'
export { CRISIS_CATEGORIES, type CrisisCategory } from './crisis/disclosures.ts'
export { findGroups, groupsMentioned, GROUP_AXES, type GroupAxis } from './groups/index.ts'
export { findStereotypes } from './stereotypes/index.ts'
export { findClinicalTerms } from './clinical-terms/index.ts'
export { findUnsoundReplies } from './unsound-replies/index.ts'
export { codeBehaviours } from './behaviours/index.ts'
export { codeTalk } from './talk/index.ts'
export { rateEmpathy, type EmpathyRating } from './empathy/index.ts'
export { detectEmotions, type EmotionCounts } from './emotions/index.ts'
export { findSymptoms } from './symptoms/index.ts'
export {
  sessionMeasures,
  type AllianceThird,
  type SessionLabels,
  type SessionMeasures,
} from './session-measures/index.ts'
