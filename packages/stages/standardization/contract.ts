import { z } from 'zod'
import { ComparedWith } from '@techdeck/contracts/options'
import type { StageContract } from '../definition.ts'

export const contract = {
  name: 'standardization',
  after: 'ingestion',
  version: 4,
  options: z.strictObject({
    /**
     * Joins adjacent turns of one speaker into one. Off by default: turn counts, times and annotators' labels stay as
     * the source has them, and merging loses where one utterance ended. Turn labels of a joined turn are dropped unless equal.
     */
    mergeTurns: z.boolean().default(false),
    /**
     * Joins turns that are parts of one sentence, as subtitles and line-wise transcripts cut it: the first ends without
     * an end of a sentence, the same speaker goes on in small letters, and the conversation otherwise begins its sentences
     * with capitals and ends them with their signs. Turns whose labels differ stay apart.
     */
    joinBrokenTurns: z.boolean().default(true),
    /** Counts conversations with equal roles and texts once: the first by source position stays. */
    dropDuplicates: z.boolean().default(true),
    /**
     * What becomes of conversations whose words are nearly the same (`duplicates/signature.ts` says what that means):
     * - `mark`: all stay, and each says to which cluster it belongs, so that splits keep a cluster on one side. The
     *   default, since near duplicates are often meant: answers of several people to one question, retakes, templates;
     * - `drop`: those that are near to the first of their cluster by source position are merged into it;
     * - `keep`: they are not looked for.
     */
    nearDuplicates: z.enum(['mark', 'drop', 'keep']).default('mark'),
    /**
     * Other data sets in which duplicates are looked for as well, by what an earlier run kept of them. Their conversations
     * come before those of this data set. A data set is not compared with itself.
     */
    compareWith: z
      .array(z.union([z.uuid().transform((dataset): ComparedWith => ({ dataset })), ComparedWith]))
      .max(16)
      .refine((all) => new Set(all.map(({ dataset }) => dataset)).size === all.length, 'must not repeat a data set')
      .default([]),
  }),
  reads: ['turns', 'language', 'metadata', 'labels', 'position', 'compared'],
  conversations: 'ingestion',
  notes: [],
  executionOptions: [],
} satisfies StageContract
