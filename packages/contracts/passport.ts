import { z } from 'zod'
import { LOSS_KINDS } from './statuses.ts'
import { STAGES } from './stages.ts'

/** What became of a conversation or row in the end, or at one stage. It holds no text. */
export const OUTCOMES = ['exported', 'kept', 'passed', 'pending', ...LOSS_KINDS] as const
export type Outcome = (typeof OUTCOMES)[number]

const Why = {
  /** A stable code, where something went no further. */
  reason: z.string().optional(),
  /** The conversation that it was merged into. */
  into: z.string().optional(),
  /** The data set of that conversation, where it is another one. */
  into_dataset: z.string().optional(),
}

/** Findings of one stage of one kind and category, without where they are. */
export const FindingCount = z.object({
  kind: z.string(),
  category: z.string(),
  count: z.int(),
  /** Of the surest. */
  confidence: z.number(),
})
export type FindingCount = z.infer<typeof FindingCount>

/** What a stage says of one conversation: counts, codes and scores. */
export const Told = z.object({
  /** How often each kind of change was made. */
  changes: z.record(z.string(), z.number()).optional(),
  findings: z.array(FindingCount).optional(),
  scores: z.record(z.string(), z.number()).optional(),
  /** Codes that say why a score is low. */
  reasons: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  split: z.string().optional(),
  /** A near duplicate in another data set: the first of its cluster. */
  near: z.object({ dataset_id: z.string(), conversation_id: z.string() }).optional(),
})
export type Told = z.infer<typeof Told>

export const PassportStep = Told.extend({
  stage: z.enum(STAGES),
  /** Of the stage that did it; `null` where it is not known any more. */
  version: z.int().nullable(),
  outcome: z.enum(['passed', ...LOSS_KINDS]),
  ...Why,
})
export type PassportStep = z.infer<typeof PassportStep>

export const PassportSource = z.object({
  /** Ordinal of the file in its data set. */
  file: z.int(),
  line: z.int().optional(),
  row: z.int().optional(),
  byte_offset: z.int().optional(),
  /** Source rows that went into it. */
  rows: z.int(),
})
export type PassportSource = z.infer<typeof PassportSource>

/**
 * What happened to one conversation, stage by stage, or to a row that never became part of one. It names no speaker and
 * holds no text, so it may be shown where text may not.
 */
export const Passport = z.object({
  /** `null` for a row that became no conversation. */
  conversation_id: z.string().nullable(),
  source: PassportSource,
  fate: z.object({
    /** `kept`: it passed all stages, and none of them exports. `pending`: a stage has not ended, or never will. */
    outcome: z.enum(OUTCOMES).exclude(['passed']),
    /** The last stage that saw it. */
    stage: z.enum(STAGES),
    ...Why,
  }),
  steps: z.array(PassportStep),
  /** In which files it stands: its number there, and its line where a record is a line. */
  exports: z.array(z.object({ name: z.string(), format: z.string(), record: z.int(), line: z.int().optional() })),
})
export type Passport = z.infer<typeof Passport>

/** How a file was read: names of columns, never of speakers. */
export const PassportFile = z.object({
  ordinal: z.int(),
  name: z.string(),
  format: z.string().optional(),
  encoding: z.string().optional(),
  /** Which column or field means what. */
  mapping: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
})
export type PassportFile = z.infer<typeof PassportFile>

/** Where to look: a conversation by its id or the beginning of it, or what a place of a file became part of. */
export type Place = { conversation: string } | { file: string; line: number } | { file: string; row: number }

/** The least beginning of an id that is looked up. */
export const LEAST_ID = 8

/** `ID`, `FILE:LINE` or `FILE:row:ROW`; `null` when it is none of them. */
export function parsePlace(text: string): Place | null {
  const [, file, row, number] = /^(.+?):(row:)?(\d{1,10})$/s.exec(text) ?? []
  if (file !== undefined) return row === undefined ? { file, line: Number(number) } : { file, row: Number(number) }
  return /^[0-9a-f]{8,64}$/i.test(text) ? { conversation: text.toLowerCase() } : null
}
