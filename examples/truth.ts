import type { Role } from '@techdeck/contracts'

/** HIPAA Safe Harbor's identifiers, 45 CFR 164.514(b)(2)(i). */
export type IdentifierCategory =
  | 'name'
  | 'location'
  | 'date'
  | 'phone'
  | 'fax'
  | 'email'
  | 'ssn'
  | 'medical_record_number'
  | 'health_plan_number'
  | 'account_number'
  | 'license_number'
  | 'vehicle_identifier'
  | 'device_identifier'
  | 'url'
  | 'ip_address'
  | 'biometric'
  | 'photo'
  | 'other_unique_identifier'

/** A planted identifier. Offsets are code points of the turn's text as it stands in the file; `end` is exclusive. */
export interface IdentifierTruth {
  turn: number
  start: number
  end: number
  category: IdentifierCategory
  /** Finer than the category: person, employer, school, city, street, postcode, month, age_over_89 … */
  kind: string
  text: string
}

/** Words that name a group of people. */
export interface MentionTruth {
  turn: number
  start: number
  end: number
  axis: string
  text: string
}

export interface CrisisTruth {
  level: 'none' | 'indicator' | 'ideation' | 'behavior' | 'attempt'
  /** How the helper answered; `null` where nothing was disclosed. */
  answered: 'well' | 'partly' | 'missed' | 'harmful' | null
  /** The client's turns that disclose. */
  turns: number[]
}

export interface ConversationTruth {
  /** Order of first appearance in the file, from 0; broken rows do not count. */
  index: number
  /** The identifier that the file itself gives, where it gives one. */
  id: string | null
  /** Physical line of its first row, from 1. */
  line: number
  skeleton: string
  variant: number
  topic: string
  style: string
  quality: 'good' | 'mixed' | 'poor'
  /** One letter a turn: c, t, s. */
  roles: string
  crisis: CrisisTruth
  stereotypes: { turn: number; axis: string }[]
  mentions: MentionTruth[]
  identifiers: IdentifierTruth[]
  /** Set on a planted copy: the conversation of which it repeats every turn. */
  duplicateOf: { file: string; index: number } | null
}

/** A row that no reader can use. Line and row count from 1 (a header is a line and no row); bytes after decompression. */
export interface BadRowTruth {
  line: number
  row: number
  byteOffset: number
  reason: string
}

export interface FileTruth {
  file: string
  /** The container: jsonl, json, csv, transcript. */
  format: string
  /** What the rows mean: canonical, openai, sharegpt, turn_rows, scattered_turn_rows, question_answer, speaker_colon. */
  shape: string
  encoding: string
  /** Data rows, bad ones included; in transcripts a turn is a row. */
  rows: number
  conversations: number
  turns: number
  /** Speaker as written, in lower case, to role. */
  roleMap: { [speaker: string]: Role }
  badRows: BadRowTruth[]
  items: ConversationTruth[]
}
