import { z } from 'zod'
import { ROLES } from '../conversation.ts'
import { DatasetView, MappingFields } from './datasets.ts'
import { IdParams, limitQuery, Ok, Page, PageQuery } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** Ordinal of a file in its data set. */
const FileQuery = limitQuery(0, 999_999_999)

/** `records` first records under each likely reading are content of the source: none without it. */
export const ReadingsQuery = PageQuery.extend({ file: FileQuery.optional(), records: limitQuery(0, 10).optional() })

const Said = z.object({ speaker: z.string().optional(), text: z.string() })

/** The beginning of one row or object of the source: its first turns, each cut. */
export const FirstRecordView = z.object({
  line: z.int(),
  row: z.int(),
  turns: z.array(Said),
  /** Turns that are not shown. */
  more: z.int(),
})
export type FirstRecordView = z.infer<typeof FirstRecordView>

const Likely = z.object({
  format: z.string(),
  /** 0 to 1. */
  confidence: z.number(),
  /** What was seen; quotes no content but names of columns. */
  saw: z.string(),
})

/** How a file was read, and what else it could be. Names of columns and speakers are content of the source. */
export const ReadingView = Likely.extend({
  file: z.int(),
  name: z.string(),
  encoding: z.string(),
  /** The owner chose the format among those that were likely. */
  chosen: z.boolean(),
  /** Columns or fields that the file has; none where its format has no such thing. */
  columns: z.array(z.string()),
  /** Which of them means what; what is not named is metadata. It can be given with an upload. */
  mapping: MappingFields,
  /** What of it the owner said; `null` where all was found. */
  given: MappingFields.nullable(),
  /** Who speaks most, as written in lower case. */
  speakers: z.array(z.object({ speaker: z.string(), role: z.enum(ROLES), turns: z.int() })),
  /** Other readings that were nearly as likely: somebody should look which one is right. */
  alternatives: z.array(Likely),
  /** The first records under the reading and under each alternative, where they were asked for. */
  first: z.array(z.object({ format: z.string(), records: z.array(FirstRecordView) })).optional(),
})
export type ReadingView = z.infer<typeof ReadingView>

export const MappingView = z.object({ file: z.int(), format: z.string(), mapping: MappingFields })
export type MappingView = z.infer<typeof MappingView>

/** What holds for one file, or for all of a data set; what is absent stays as it is. */
export const MappingBody = z
  .strictObject({
    file: z.int().min(0).optional(),
    mapping: MappingFields.optional(),
    /** One of the likely formats; `null` leaves it to detection again. */
    format: z.string().min(1).max(50).nullable().optional(),
  })
  .refine(({ mapping, format }) => mapping !== undefined || format !== undefined, 'needs mapping, format or both')
export type MappingBody = z.infer<typeof MappingBody>

// What stands in the source is for those who may see its rows.
const READ = { permission: 'quarantine:read', reachesOthers: 'quarantine:read:any' } as const

export const readingRoutes = {
  listReadings: {
    method: 'GET',
    path: '/datasets/:id/readings',
    ...READ,
    summary: 'How each file of a data set was read, and, when asked for, its first records under each likely reading',
    params: IdParams,
    query: ReadingsQuery,
    opens: true,
    status: 200,
    answer: Page(ReadingView),
    audit: 'dataset.readings',
  },
  getMapping: {
    method: 'GET',
    path: '/datasets/:id/mapping',
    ...READ,
    summary: 'Which column means what in a file of a data set, to be given to another upload',
    params: IdParams,
    query: z.strictObject({ file: FileQuery.optional() }),
    opens: true,
    status: 200,
    answer: Ok(MappingView),
    audit: 'dataset.mapping',
  },
  setMapping: {
    method: 'PUT',
    path: '/datasets/:id/mapping',
    permission: 'dataset:write',
    summary:
      'Say which column means what, or which of the likely formats it is: the data set is read again, as its next version',
    params: IdParams,
    body: MappingBody,
    status: 200,
    answer: Ok(DatasetView),
    audit: 'dataset.set_mapping',
    errors: ['AUTHORIZATION_ERROR', 'CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>
