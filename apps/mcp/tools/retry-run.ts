import { z } from 'zod'
import { ADDS, defineTool } from '../tool.ts'
import { ExecutionId } from '../say/inputs.ts'
import { StartedView } from '../say/views.ts'
import { runLine } from '../say/words.ts'

export const retryRun = defineTool({
  name: 'retry_run',
  title: 'Retry a run',
  description:
    'Continues a partial, failed or cancelled run from what is done, under the same id. Follow it with get_run. A run that is active or completed is refused (CONFLICT).',
  input: z.strictObject({ execution_id: ExecutionId }),
  output: StartedView,
  hints: ADDS,
  async run({ execution_id: id }, { api, signal }) {
    const data = await (await api()).retryPipeline({ params: { id }, signal })
    return { data, text: `${runLine(data)}. Next: get_run with wait_seconds.` }
  },
})
