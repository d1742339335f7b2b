import { z } from 'zod'
import { GivenMapping } from './api/datasets.ts'
import { EXECUTION_MODES, EXPORT_FORMATS, STAGES } from './stages.ts'

export { MappingFields } from './api/datasets.ts'

const JsonObject = z.record(z.string(), z.json())

/** A recipe's or a preset's name. */
export const RecipeName = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)

/**
 * All that decides how a run comes out, beside the data: whoever has it can repeat the run. What it leaves out is as usual.
 * `versions` are those of the stages that it was made with; a run with others may come out otherwise, so it is refused.
 */
export const Recipe = z.strictObject({
  techdeck_recipe: z.literal(1),
  name: RecipeName.optional(),
  description: z.string().max(1000).optional(),
  mode: z.enum(EXECUTION_MODES).optional(),
  threshold: z.number().min(0).max(1).optional(),
  bias: z.boolean().optional(),
  formats: z.array(z.enum(EXPORT_FORMATS)).min(1).optional(),
  /** Which column means what, in all files and in some of them: taken when files are uploaded, or run locally. */
  mapping: GivenMapping.optional(),
  /** Options a stage. */
  options: z.partialRecord(z.enum(STAGES), JsonObject).optional(),
  versions: z.partialRecord(z.enum(STAGES), z.int().positive()).optional(),
})
export type Recipe = z.infer<typeof Recipe>
