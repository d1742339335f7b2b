import { DatasetView, MappingFields } from '@techdeck/contracts'
import { z } from 'zod'
import { ADDS, defineTool } from '../tool.ts'
import { DatasetId } from '../say/inputs.ts'
import { datasetLine } from '../say/words.ts'

export const setMapping = defineTool({
  name: 'set_mapping',
  title: 'Set a mapping',
  description:
    'Says which column of a data set means what, or which of the likely formats it is: it is read again, as its next version; the versions before stay. propose_mapping shows the columns. Wait by get_dataset until it is ready.',
  input: z.strictObject({
    dataset_id: DatasetId,
    file: z.int().min(0).optional().describe('Ordinal of one file; all files when left out.'),
    mapping: MappingFields.optional().describe('Which column means what, by its name. Name only what was wrong.'),
    format: z.string().min(1).max(50).optional().describe('One of the likely formats of propose_mapping.'),
  }),
  output: DatasetView.pick({ id: true, name: true, version: true, status: true }),
  hints: ADDS,
  async run({ dataset_id: id, ...body }, { api, signal }) {
    const data = await (await api()).setMapping({ params: { id }, body, signal })
    return { data, text: `${datasetLine(data)}, version ${data.version}. Next: get_dataset until it is ready.` }
  },
})
