import { ADDS, defineTool } from '../tool.ts'
import { ExportInput } from '../say/inputs.ts'
import { StartedView } from '../say/views.ts'
import { runLine } from '../say/words.ts'

export const planExport = defineTool({
  name: 'plan_export',
  title: 'Plan an export',
  description:
    'Says what an export with these settings would hold, and writes no data: starts a run whose get_report has under estimate and quality how many conversations would come out, per split, and what filters and caps would leave out. What earlier runs of the data sets did is taken over, so it is quick.',
  input: ExportInput,
  output: StartedView,
  hints: ADDS,
  async run({ export_options = {}, ...body }, { api, signal }) {
    const options = { export: { ...(export_options as Record<string, never>), plan: true } }
    const data = await (await api()).executePipeline({ body: { ...body, options }, signal })
    return { data, text: `Planning ${runLine(data)}. Next: get_run until it has ended, get_report, then start_export.` }
  },
})
