import { WhyView } from '@techdeck/contracts'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { ExecutionId } from '../say/inputs.ts'

/** How a file was read is for `get_dataset` to say. */
const Told = WhyView.shape.passports.element.omit({ file: true }).extend({ file: z.object({ name: z.string() }) })

export const explainFate = defineTool({
  name: 'explain_fate',
  title: 'Why a conversation is where it is',
  description:
    'Tells what a run did with one conversation or row, stage by stage: where it came from, what was changed, found and scored, where it stands in the exports, or why it was left out. Counts and codes only, never text.',
  input: z.strictObject({
    execution_id: ExecutionId,
    place: z
      .string()
      .min(3)
      .max(400)
      .describe("The conversation's id or its first 8 digits or more, FILE:LINE, or FILE:row:ROW."),
  }),
  output: WhyView.extend({ passports: z.array(Told) }),
  hints: READS,
  async run({ execution_id: id, place: conversation }, { api, signal }) {
    const data = await (await api()).getWhy({ params: { id, conversation }, signal })
    const lines = data.passports.map(({ conversation_id, source, fate, exports }) =>
      [
        conversation_id ?? 'a row that became no conversation',
        ...(source.line === undefined ? [] : [`line ${source.line}`]),
        `${fate.outcome} at ${fate.stage}${fate.reason === undefined ? '' : ` (${fate.reason})`}`,
        ...exports.map(
          ({ name, line, record }) => `${name} ${line === undefined ? `record ${record}` : `line ${line}`}`,
        ),
      ].join(', '),
    )
    return { data, text: lines.join('\n') }
  },
})
