import { LOSS_KINDS, QuarantineRowView } from '@techdeck/contracts'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { DatasetId, NextCursor, PageInput } from '../say/inputs.ts'
import { count } from '../say/words.ts'

export const listQuarantine = defineTool({
  name: 'list_quarantine',
  title: 'List rows that were kept out',
  description:
    'Lists what the newest run of a data set kept out: stage, kind, reason code and position in the file, so that the user can look there. Never the text of the rows.',
  input: z.strictObject({
    dataset_id: DatasetId,
    kind: z.enum(LOSS_KINDS).optional().describe('Quarantined and withheld when left out.'),
    ...PageInput,
  }),
  output: z.object({
    rows: z.array(QuarantineRowView.omit({ excerpt: true, excerpt_gone: true })),
    next_cursor: NextCursor,
  }),
  hints: READS,
  async run({ dataset_id: id, ...query }, { api, signal }) {
    const { data, meta } = await (await api()).listQuarantine({ params: { id }, query, signal })
    const lines = data.map(({ stage, kind, reason_code, position, count: times }) =>
      [
        `${stage}: ${kind}, ${reason_code}`,
        ...(position?.line === undefined ? [] : [`line ${position.line}`]),
        ...(times > 1 ? [`×${times}`] : []),
      ].join(', '),
    )
    const text = [`${count(data.length, 'row')} kept out.`, ...lines].join('\n')
    return { data: { rows: data, next_cursor: meta.next_cursor }, text }
  },
})
