export * from './types.ts'
export { findIdentifiers, HIGH_CONFIDENCE, type IdentifierOptions } from './identifiers/index.ts'
export { findPhiIndicators } from './phi-indicators/index.ts'
export { assessCrisis, rateRisk, type RiskRating } from './crisis/index.ts'
export { CRISIS_CATEGORIES, type CrisisCategory } from './crisis/disclosures.ts'
export { swapGroups, type Counterfactual } from './counterfactual/index.ts'
export { findGroups, groupsMentioned, GROUP_AXES, GROUP_NAMES, type GroupAxis } from './groups/index.ts'
export { findHate } from './hate/index.ts'
export { findStereotypes } from './stereotypes/index.ts'
export { findClinicalTerms } from './clinical-terms/index.ts'
export { findUnsoundReplies, rateReplies, type ReplyRating } from './unsound-replies/index.ts'
export { behaviourLabels, codeBehaviours } from './behaviours/index.ts'
export { codeTalk } from './talk/index.ts'
export { rateSession, type SessionQuality } from './session-quality/index.ts'
export { rateTopics, TOPICS, type Topic, type TopicRating } from './topics/index.ts'
export { codeStrategies, STRATEGIES, type Strategy } from './strategies/index.ts'
export { rateOutcome, type SupportOutcome } from './outcomes/index.ts'
export { empathyLevels, rateEmpathy, type EmpathyLevels, type EmpathyRating, type Mechanism } from './empathy/index.ts'
export { detectEmotions, type EmotionCounts } from './emotions/index.ts'
export { findDistortions } from './distortions/index.ts'
export { findSymptoms } from './symptoms/index.ts'
export {
  sessionMeasures,
  type AllianceThird,
  type SessionLabels,
  type SessionMeasures,
} from './session-measures/index.ts'
