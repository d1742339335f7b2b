import { ExecuteBody } from '@techdeck/contracts'
import { z } from 'zod'
import { ADDS, defineTool } from '../tool.ts'
import { StartedView } from '../say/views.ts'
import { runLine } from '../say/words.ts'

const { shape } = ExecuteBody

export const startRun = defineTool({
  name: 'start_run',
  title: 'Start a run',
  description:
    'Starts the pipeline over ready data sets: ingestion, standardization, validation, processing (de-identification), quality, export. Answers at once; follow it with get_run. Give idempotency_key to be able to repeat the call safely.',
  input: z.strictObject({
    dataset_ids: shape.dataset_ids.describe('Ids of data sets whose status is ready.'),
    execution_mode: shape.execution_mode.describe(
      'standard; fast (samples the costly checks); strict (stops the export when an identifier is left); dry_run (everything but export).',
    ),
    quality_threshold: shape.quality_threshold.describe('Conversations that score below are left out, 0 to 1.'),
    enable_bias_detection: shape.enable_bias_detection,
    export_formats: shape.export_formats,
    options: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .optional()
      .describe('Options of stages by the name of the stage; rarely needed. What is not known is refused and named.'),
    idempotency_key: z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/)
      .optional()
      .describe('The same key with the same arguments gives the same run.'),
  }),
  output: StartedView,
  hints: ADDS,
  async run({ idempotency_key: key, ...body }, { api, signal }) {
    const headers = key === undefined ? {} : { headers: { 'idempotency-key': key } }
    const data = await (await api()).executePipeline({ body, ...headers, signal })
    return { data, text: `Started ${runLine(data)}. Next: get_run with wait_seconds.` }
  },
})
