import { z } from 'zod'
import { defineTool } from '../tool.ts'
import { ExecutionId } from '../say/inputs.ts'
import { StartedView } from '../say/views.ts'
import { runLine } from '../say/words.ts'

export const cancelRun = defineTool({
  name: 'cancel_run',
  title: 'Cancel a run',
  description:
    'Stops a run that has not ended. What is done stays done; retry_run goes on from there. The person is asked before it is done.',
  input: z.strictObject({ execution_id: ExecutionId }),
  output: StartedView,
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  asks: ({ execution_id: id }) => ({
    message: `Stop run ${id}? What is done stays done.`,
    byHand: `./techdeck cancel ${id}`,
  }),
  async run({ execution_id: id }, { api, signal }) {
    const data = await (await api()).cancelPipeline({ params: { id }, signal })
    return { data, text: runLine(data) }
  },
})
