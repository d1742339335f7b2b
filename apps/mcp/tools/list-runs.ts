import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { NextCursor, PageInput } from '../say/inputs.ts'
import { RunView } from '../say/views.ts'
import { count, runLine } from '../say/words.ts'

export const listRuns = defineTool({
  name: 'list_runs',
  title: 'List runs',
  description:
    'Lists pipeline runs (executions) that the signed-in user may see, newest first: id, status, settings, times.',
  input: z.strictObject(PageInput),
  output: z.object({ executions: z.array(RunView), next_cursor: NextCursor }),
  hints: READS,
  async run(query, { api, signal }) {
    const { data, meta } = await (await api()).listPipelines({ query, signal })
    const text = [`${count(data.length, 'run')}.`, ...data.map(runLine)].join('\n')
    return { data: { executions: data, next_cursor: meta.next_cursor }, text }
  },
})
