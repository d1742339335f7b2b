import { z } from 'zod'

/** A data set that a run is compared with; `version` and `manifest` say which result of it, once that is fixed. */
export const ComparedWith = z.strictObject({
  dataset: z.uuid(),
  version: z.int().positive().optional(),
  manifest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
export type ComparedWith = z.infer<typeof ComparedWith>
