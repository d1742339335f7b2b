import { ValidationStartedView } from '@techdeck/contracts'
import { z } from 'zod'
import { ADDS, defineTool } from '../tool.ts'
import { DatasetId } from '../say/inputs.ts'

export const validateDataset = defineTool({
  name: 'validate_dataset',
  title: 'Validate a data set',
  description:
    'Starts a run of a ready data set up to validation alone: structure, content, privacy, clinical use, bias. Nothing is exported. Follow it with get_run, then get_report has the scores.',
  input: z.strictObject({ dataset_id: DatasetId, enable_bias_detection: z.boolean().default(true) }),
  output: ValidationStartedView,
  hints: ADDS,
  async run({ dataset_id, enable_bias_detection }, { api, signal }) {
    const data = await (
      await api()
    ).validateDataset({ params: { dataset_id }, body: { enable_bias_detection }, signal })
    return { data, text: `Started run ${data.execution_id}. Next: get_run with wait_seconds, then get_report.` }
  },
})
