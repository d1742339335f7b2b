import { ChangedConversation, DiffView, SettingDifference } from '@techdeck/contracts'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { ExecutionId, NextCursor, PageInput } from '../say/inputs.ts'
import { count } from '../say/words.ts'

/** Which conversation it is and what differs; `explain_fate` has the rest. */
const Changed = ChangedConversation.pick({ conversation_id: true, changes: true })

/** What a setting is may be anything that JSON knows. */
const Differing = SettingDifference.extend({ a: z.unknown(), b: z.unknown(), dataset_id: z.string() })

export const compareRuns = defineTool({
  name: 'compare_runs',
  title: 'Compare two runs',
  description:
    'Compares two runs of the same data sets: which settings and versions differ, which conversations entered, left, or changed score, label or split, and by which setting. Sums are of one page; add up all pages.',
  input: z.strictObject({
    execution_id: ExecutionId,
    other_id: ExecutionId.describe('The run to compare it with.'),
    ...PageInput,
  }),
  output: DiffView.extend({
    differences: z.array(Differing),
    conversations: z.array(Changed),
    next_cursor: NextCursor,
  }),
  hints: READS,
  async run({ execution_id: id, other_id: other, ...query }, { api, signal }) {
    const { data, meta } = await (await api()).diffPipelines({ params: { id, other }, query, signal })
    const text = [
      ...data.differences.map(
        ({ stage, name, a, b }) => `${stage}.${name}: ${JSON.stringify(a)} → ${JSON.stringify(b)}`,
      ),
      ...data.diff.causes.map(
        ({ change, stage, reason, count: times, because }) =>
          `${count(times, 'conversation')}: ${change} at ${stage}${reason === undefined ? '' : ` (${reason})`}, by ${because.join(', ') || 'nothing that is known'}`,
      ),
      `${count(data.diff.same, 'conversation')} without any change.`,
    ].join('\n')
    return { data: { ...data, next_cursor: meta.next_cursor }, text }
  },
})
