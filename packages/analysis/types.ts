import type { Finding, Role } from '@techdeck/contracts'
import type { Cue } from './behaviours/cues.ts'

/** What detectors read of a turn. */
export interface DetectorTurn {
  index: number
  role: Role
  speaker?: string
  text: string
}

/** HIPAA Safe Harbor's identifiers, 45 CFR 164.514(b)(2)(i), in the order of the rule. */
export const IDENTIFIER_CATEGORIES = [
  'name',
  'location',
  'date',
  'phone',
  'fax',
  'email',
  'ssn',
  'medical_record_number',
  'health_plan_number',
  'account_number',
  'license_number',
  'vehicle_identifier',
  'device_identifier',
  'url',
  'ip_address',
  'biometric',
  'photo',
  'other_unique_identifier',
] as const
export type IdentifierCategory = (typeof IDENTIFIER_CATEGORIES)[number]

export const CRISIS_LEVELS = ['none', 'indicator', 'ideation', 'behavior', 'attempt'] as const
export type CrisisLevel = (typeof CRISIS_LEVELS)[number]

export interface CrisisAssessment {
  /** The highest level that a client's own present words reach. */
  level: CrisisLevel
  findings: Finding[]
  /** How the helper answered the disclosure; `null` where there is none. */
  answered: 'well' | 'partly' | 'missed' | 'harmful' | null
}

export const BEHAVIOURS = ['question', 'reflection', 'therapist_input', 'other'] as const
export type Behaviour = (typeof BEHAVIOURS)[number]
export const TALKS = ['change', 'sustain', 'neutral'] as const
export type Talk = (typeof TALKS)[number]

/** One label for one turn, with the probability that it is right. */
export interface TurnLabel<L extends string> {
  turn: number
  label: L
  confidence: number
}

/** How a helper's turn was coded, with the kind of its question or reflection. */
export interface BehaviourLabel extends TurnLabel<Behaviour> {
  /** Of all behaviours, in their order. */
  probabilities: Float32Array
  /** What the rules found in the turn: a reason to look at, not why the model decided. */
  cues: readonly Cue[]
  questionKind?: 'open' | 'closed'
  reflectionKind?: 'simple' | 'complex'
  /** How likely the kind is right. */
  kindConfidence?: number
}

/** How a client's turn was coded. */
export interface TalkLabel extends TurnLabel<Talk> {
  /** Of all talks, in their order. */
  probabilities: Float32Array
  /** How clearly it leans to change (above 0) or against it, in [-1, 1]. */
  strength: number
}
