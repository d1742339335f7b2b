import { EventView } from '@techdeck/contracts'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { ExecutionId } from '../say/inputs.ts'
import { count } from '../say/words.ts'

export const getEvents = defineTool({
  name: 'get_events',
  title: 'Events of a run',
  description:
    'Lists the state changes of a run in order and without a hole, from the beginning or after a cursor: stages that started and ended with their counts, errors, retries, the end. data has ids, counts and codes, never text.',
  input: z.strictObject({
    execution_id: ExecutionId,
    after: z
      .string()
      .regex(/^\d{1,9}:\d{1,12}$/)
      .optional()
      .describe('Only what came after this cursor of an event or of get_run.'),
    limit: z.int().min(1).max(500).default(100),
  }),
  output: z.object({
    events: z.array(EventView),
    next_cursor: z.string().nullable().describe('Give it as after where there is more; null at the end.'),
  }),
  hints: READS,
  async run({ execution_id: id, ...query }, { api, signal }) {
    const { data, meta } = await (await api()).listEvents({ params: { id }, query, signal })
    const lines = data.map(({ cursor, event, stage, timestamp }) =>
      [cursor, timestamp, event, ...(stage && !event.startsWith(stage) ? [stage] : [])].join(' '),
    )
    const text = [`${count(data.length, 'event')}.`, ...lines].join('\n')
    return { data: { events: data, next_cursor: meta.next_cursor }, text }
  },
})
