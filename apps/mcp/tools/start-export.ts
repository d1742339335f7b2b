import { ADDS, defineTool } from '../tool.ts'
import { ExportInput } from '../say/inputs.ts'
import { StartedView } from '../say/views.ts'
import { count, runLine } from '../say/words.ts'

export const startExport = defineTool({
  name: 'start_export',
  title: 'Export data sets',
  description:
    'Writes an export of data sets in the given formats: a run that takes over what earlier runs did. The person is asked before it begins. plan_export says beforehand what it would hold. Follow it with get_run; list_exports names the files.',
  input: ExportInput,
  output: StartedView,
  hints: ADDS,
  asks: ({ dataset_ids: ids, export_formats: formats, quality_threshold: threshold }) => ({
    message: `Export ${count(ids.length, 'data set')} (${ids.join(', ')}) as ${formats.join(', ')}, with all conversations that score ${threshold} or more?`,
    byHand: `./techdeck run ${ids.join(' ')} --threshold ${threshold} --formats ${formats.join(',')}`,
  }),
  async run({ export_options, ...body }, { api, signal }) {
    const options = export_options && { export: export_options as Record<string, never> }
    const data = await (await api()).executePipeline({ body: { ...body, ...(options && { options }) }, signal })
    return { data, text: `Exporting ${runLine(data)}. Next: get_run with wait_seconds, then list_exports.` }
  },
})
