import { z } from 'zod'
import type { StageContract } from '../definition.ts'

/** `language`, `scores.NAME`, `labels.NAME` or `metadata.NAME`; names may have points in them. */
const Path = z.string().regex(/^(?:language|(?:scores|labels|metadata)\..{1,200})$/)
const Score = z.number().min(0).max(1)
const Length = z.int().min(0)
const Value = z.union([z.string().max(1000), z.number(), z.boolean()])

const Filter = z.strictObject({
  /** Least scores by dimension, such as `{"empathy": 0.4}`. */
  minScores: z.record(z.string().max(100), Score).default({}),
  /** Languages that are kept, such as `["en"]`. */
  languages: z.array(z.string().max(35)).max(100).optional(),
  /** Conversations with fewer turns are left out. */
  minTurns: Length.optional(),
  /** Conversations with more turns are left out. */
  maxTurns: Length.optional(),
  /** Characters of all turns together. */
  minCharacters: Length.optional(),
  /** The same, at most. */
  maxCharacters: Length.optional(),
  /** Values that are kept, by path: `{"labels.topic": ["anxiety", "grief"]}`. */
  keep: z.record(Path, z.array(Value).max(1000)).default({}),
  /** Values that are left out, by path. */
  drop: z.record(Path, z.array(Value).max(1000)).default({}),
  /** Findings, as `kind` or `kind.category`, with which a conversation is left out. */
  withoutFindings: z.array(z.string().max(200)).max(100).default([]),
  /** Findings of which a conversation needs one at least. */
  withFindings: z.array(z.string().max(200)).max(100).default([]),
  /**
   * Bounds, both included, of `turns`, `characters`, scores as `score_NAME` and measures by their names in the code book:
   * `{"reflection_to_question": {"least": 1}}`. What was not measured is left out.
   */
  ranges: z
    .record(z.string().max(100), z.strictObject({ least: z.number().optional(), most: z.number().optional() }))
    .optional(),
})

/** What conversations are held together by; the rest are paths. */
export const GROUPS = ['client', 'transcript', 'template', 'cluster'] as const
const Group = z.union([z.enum(GROUPS), Path])

export const contract = {
  name: 'export',
  after: 'quality',
  version: 4,
  options: z.strictObject({
    /**
     * Names of splits with their shares, such as `{train: 0.8, validation: 0.1, test: 0.1}`; shares are relative. None by
     * default. Conversations of one client, transcript, template, near-duplicate cluster or opening stay in one split,
     * and a conversation stays where it is when others come after it.
     */
    splits: z
      .record(z.string().regex(/^[a-z][a-z0-9_]{0,19}$/), z.number().positive().max(1e6))
      .refine((splits) => Object.keys(splits).length <= 16)
      .optional(),
    /** What else holds conversations together in a split, by paths. */
    groupBy: z.array(Path).max(10).default([]),
    /** Gives each value of this path its share of every split, as far as groups allow. */
    stratify: Path.optional(),
    /** What is left out (rejected, as `filter_…`). */
    filter: Filter.prefault({}),
    /** Most conversations of one group or value; later ones are left out (rejected, as `over_cap`). */
    caps: z
      .array(z.strictObject({ by: Group, most: z.int().min(1) }))
      .max(10)
      .default([]),
    /** Writes a weight for each conversation: of its value by this path, else such that all values weigh the same. */
    weights: z
      .strictObject({ by: Path, values: z.record(z.string().max(1000), z.number().positive()).optional() })
      .optional(),
    /** Files are given out by the API once a sample of them was looked at and signed off (`/pipeline/:id/leak-review`). */
    waitForSignOff: z.boolean().default(false),
    /**
     * What people found in samples of exports that came out of the same processing (`leak-rate.ts` says of what), for the
     * data card. The API fills it in.
     */
    leakReviews: z
      .array(
        z.strictObject({
          of: z.string().regex(/^[0-9a-f]{64}$/),
          reviewed: z.int().min(0),
          leaking: z.int().min(0),
          upper95: Score,
        }),
      )
      .max(100)
      .default([]),
    /** Says what would be written and what left out, and writes nothing else. */
    plan: z.boolean().default(false),
    /** Joins adjacent messages of one role, as chat templates that ask for alternating roles need it. */
    alternateRoles: z.boolean().default(true),
    /** Whether findings and scores are written beside the text. */
    annotations: z.boolean().default(true),
    /** Goes before each conversation in formats for training. */
    systemPrompt: z.string().min(1).max(20_000).optional(),
    /** `prompt_completion`, `alpaca`: turns before a reply that are its context; 0 for all. */
    contextTurns: z.int().min(0).max(10_000).default(0),
    /** `openai_chat`: counts the tokens of each record in this encoding. It costs about a second a thousand conversations. */
    tokens: z.enum(['o200k_base', 'cl100k_base']).optional(),
    /** `preference`: what makes one reply better than another: numbers, or verdicts such as good and bad. */
    preferBy: Path.default('scores.overall'),
    /** `preference`: least difference of the two. */
    preferGap: z.number().min(0).default(0.05),
  }),
  reads: [
    'turns',
    'source',
    'language',
    'metadata',
    'labels',
    'cluster',
    'processing.findings',
    'processing.therapy',
    'processing.groups',
    'quality.scores',
    'dataset.terms',
  ],
  conversations: 'processing',
  notes: ['processing', 'quality'],
  executionOptions: ['exportFormats', 'executionMode'],
} satisfies StageContract

export type ExportOptions = z.output<typeof contract.options>
