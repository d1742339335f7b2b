import { z } from 'zod'

/** Where every route lives. */
export const API_PREFIX = '/api/v1'

/** Times on the wire: ISO 8601 UTC with milliseconds. */
export const Time = z.iso.datetime()

/** An id in a path. Whether it exists is the route's to say, with the same 404 for every reason. */
export const Id = z.string().min(1).max(64)
export const IdParams = z.object({ id: Id })

/** The body of a successful answer. */
export const Ok = <D extends z.ZodType>(data: D) => z.object({ success: z.literal(true), data })

/** The body of a successful answer that is one page of a list; `next_cursor` is null on the last. */
export const Page = <D extends z.ZodType>(item: D) =>
  z.object({
    success: z.literal(true),
    data: z.array(item),
    meta: z.object({ next_cursor: z.string().nullable(), total: z.int().optional() }),
  })

/** A whole number in a query string. */
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max))

export const PageQuery = z.strictObject({
  cursor: z.string().min(1).max(256).optional(),
  limit: wholeNumber(1, 200).optional(),
})
export type PageQuery = z.infer<typeof PageQuery>
/** A page of what lies in one workspace; `default` is the one of everybody’s own. */
export const InWorkspace = PageQuery.extend({ workspace_id: Id.optional() })

export const limitQuery = wholeNumber
