import { z } from 'zod'
import { Passport, PassportSource } from './passport.ts'
import { STAGES } from './stages.ts'

const JsonObject = z.record(z.string(), z.json())

/** All that decides how a run over one data set comes out. */
export const RunSettings = z.object({
  execution_id: z.string(),
  dataset_sha256: z.string(),
  dataset_version: z.int(),
  execution_mode: z.string(),
  quality_threshold: z.number(),
  enable_bias_detection: z.boolean(),
  export_formats: z.array(z.string()),
  stages: z.array(
    z.object({ stage: z.enum(STAGES), status: z.string(), version: z.int().nullable(), options: JsonObject }),
  ),
})
export type RunSettings = z.infer<typeof RunSettings>

/** One thing that is not the same in two runs, and the first stage that it tells on. */
export const SettingDifference = z.object({
  stage: z.enum(STAGES),
  /** `version`, `dataset`, `quality_threshold`, `options.weights` … */
  name: z.string(),
  a: z.json(),
  b: z.json(),
})
export type SettingDifference = z.infer<typeof SettingDifference>

/**
 * What may differ of one conversation: it comes out of the second run alone, or of the first alone; it comes out of
 * neither, for different reasons; it has another score, other labels, another split.
 */
export const CHANGES = ['entered', 'left', 'moved', 'score', 'label', 'split'] as const
export type Change = (typeof CHANGES)[number]

const Side = z.object({
  outcome: Passport.shape.fate.shape.outcome,
  stage: z.enum(STAGES),
  reason: z.string().optional(),
  score: z.number().optional(),
  split: z.string().optional(),
})

export const ChangedConversation = z.object({
  /** `null` where the first run has no such conversation. */
  conversation_id: z.string(),
  source: PassportSource,
  changes: z.array(z.enum(CHANGES)),
  a: Side.nullable(),
  b: Side.nullable(),
  /** Labels that differ, as they were and as they are. */
  labels: z
    .record(
      z.string(),
      z.tuple([z.union([z.string(), z.number()]).nullable(), z.union([z.string(), z.number()]).nullable()]),
    )
    .optional(),
})
export type ChangedConversation = z.infer<typeof ChangedConversation>

/** What two runs make of the same conversations. Parts of it add up in any order, see {@link addDiffs}. */
export const RunDiff = z.object({
  /** Conversations that came out of the first run, of the second, and those that are the same in both. */
  out: z.object({ a: z.int(), b: z.int() }),
  same: z.int(),
  counts: z.record(z.enum(CHANGES), z.int()),
  /** Of conversations with another score: how many rose, and the sum of the differences. */
  score: z.object({ rose: z.int(), sum: z.number() }),
  /** Where and why changes came about. */
  causes: z.array(
    z.object({
      change: z.enum(CHANGES),
      stage: z.enum(STAGES),
      reason: z.string().optional(),
      count: z.int(),
      /** The settings that differ at that stage, else at the nearest before it. */
      because: z.array(z.string()),
    }),
  ),
})
export type RunDiff = z.infer<typeof RunDiff>

export const emptyDiff = (): RunDiff => ({
  out: { a: 0, b: 0 },
  same: 0,
  counts: { entered: 0, left: 0, moved: 0, score: 0, label: 0, split: 0 },
  score: { rose: 0, sum: 0 },
  causes: [],
})

/** The diff of both parts together. */
export function addDiffs(a: RunDiff, b: RunDiff): RunDiff {
  const causes = new Map(a.causes.map((cause) => [keyOf(cause), { ...cause }]))
  for (const cause of b.causes) {
    const known = causes.get(keyOf(cause))
    if (known) known.count += cause.count
    else causes.set(keyOf(cause), { ...cause })
  }
  const counts = { ...a.counts }
  for (const change of CHANGES) counts[change] += b.counts[change]
  return {
    out: { a: a.out.a + b.out.a, b: a.out.b + b.out.b },
    same: a.same + b.same,
    counts,
    score: { rose: a.score.rose + b.score.rose, sum: a.score.sum + b.score.sum },
    causes: [...causes.values()].toSorted((x, y) => y.count - x.count || (keyOf(x) < keyOf(y) ? -1 : 1)),
  }
}

const keyOf = ({ change, stage, reason = '' }: RunDiff['causes'][number]): string => `${change} ${stage} ${reason}`
