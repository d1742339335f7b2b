import { z } from 'zod'

export const ROLES = ['client', 'therapist', 'system', 'other'] as const
export type Role = (typeof ROLES)[number]

export const Turn = z.object({
  index: z.int().nonnegative(),
  role: z.enum(ROLES),
  speaker: z.string().optional(),
  text: z.string(),
  /** Seconds from the start of the conversation. */
  time_s: z.number().optional(),
  /** What a transcriber heard besides words, in order: `laughs`, `inaudible` … */
  marks: z.array(z.string()).optional(),
  /** Before which code point of the text each of `marks` stood. */
  mark_at: z.array(z.int().nonnegative()).optional(),
  labels: z.record(z.string(), z.json()).optional(),
})
export type Turn = z.infer<typeof Turn>

/** Where a conversation began in the data set; `byte_offset` counts bytes of the file as it was uploaded, after decompression. */
export const Source = z.object({
  dataset_id: z.string(),
  file: z.string(),
  line: z.int().optional(),
  row: z.int().optional(),
  byte_offset: z.int().optional(),
})
export type Source = z.infer<typeof Source>

/** One thing that a detector says of a span of one turn. Offsets are code points of the turn's text; `end` is exclusive. */
export const Finding = z.object({
  kind: z.string(),
  category: z.string(),
  turn: z.int(),
  start: z.int(),
  end: z.int(),
  confidence: z.number().min(0).max(1),
  reason: z.string(),
})
export type Finding = z.infer<typeof Finding>

/** The canonical conversation: one JSON object a line in `jsonl` exports, and what every stage after standardization reads. */
export const Conversation = z.object({
  id: z.string(),
  source: Source,
  language: z.string(),
  turns: z.array(Turn),
  metadata: z.record(z.string(), z.json()),
  labels: z.record(z.string(), z.json()),
  findings: z.array(Finding).optional(),
  scores: z.record(z.string(), z.number()).optional(),
  /**
   * The id of the first of the near duplicates that it belongs to (its own for the first itself); none where it is alone.
   * Whatever splits a data set keeps those of one cluster together.
   */
  cluster: z.string().optional(),
  split: z.string().optional(),
})
export type Conversation = z.infer<typeof Conversation>
