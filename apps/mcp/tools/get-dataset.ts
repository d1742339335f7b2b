import { DatasetView } from '@techdeck/contracts'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { DatasetId } from '../say/inputs.ts'
import { datasetLine } from '../say/words.ts'

export const getDataset = defineTool({
  name: 'get_dataset',
  title: 'Inspect a data set',
  description:
    'Shows one data set and what inspection found: format, encoding, counts of rows, conversations and turns, problems. Status "inspecting" becomes "ready" or "invalid"; only a ready one can be run.',
  input: z.strictObject({ dataset_id: DatasetId }),
  output: DatasetView,
  hints: READS,
  async run({ dataset_id: id }, { api, signal }) {
    const data = await (await api()).getDataset({ params: { id }, signal })
    return { data, text: datasetLine(data) }
  },
})
