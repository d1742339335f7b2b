import type { Finding, Role } from '@techdeck/contracts'

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

/** One label for one turn, with the probability-like confidence of the rule that gave it. */
export interface TurnLabel<L extends string> {
  turn: number
  label: L
  confidence: number
}

/** How a helper's turn was coded, with the kind of its question or reflection. */
export interface BehaviourLabel extends TurnLabel<Behaviour> {
  questionKind?: 'open' | 'closed'
  reflectionKind?: 'simple' | 'complex'
}
