import { DatasetView } from '@techdeck/contracts'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { NextCursor, PageInput } from '../say/inputs.ts'
import { count, datasetLine } from '../say/words.ts'

export const listDatasets = defineTool({
  name: 'list_datasets',
  title: 'List data sets',
  description: 'Lists the data sets that the signed-in user may see, newest first: id, name, status, format, counts.',
  input: z.strictObject(PageInput),
  output: z.object({ datasets: z.array(DatasetView), next_cursor: NextCursor }),
  hints: READS,
  async run(query, { api, signal }) {
    const { data, meta } = await (await api()).listDatasets({ query, signal })
    const text = [`${count(data.length, 'data set')}.`, ...data.map(datasetLine)].join('\n')
    return { data: { datasets: data, next_cursor: meta.next_cursor }, text }
  },
})
