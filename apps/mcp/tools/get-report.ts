import { ReportView } from '@techdeck/contracts'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { ExecutionId } from '../say/inputs.ts'
import { RunView } from '../say/views.ts'
import { runLine } from '../say/words.ts'

export const getReport = defineTool({
  name: 'get_report',
  title: 'Report of a run',
  description:
    'What a run found, as aggregates: what became of every record at each stage and why (conservation), validation scores, bias, quality, therapy, privacy, recommendations. Parts of stages that are not done are null or empty.',
  input: z.strictObject({ execution_id: ExecutionId }),
  output: ReportView.extend({ execution: RunView }),
  hints: READS,
  async run({ execution_id: id }, { api, signal }) {
    const data = await (await api()).getReport({ params: { id }, signal })
    const { execution, conservation, validation, bias, recommendations } = data
    const text = [
      runLine(execution),
      ...execution.stages.map(
        ({ stage_name, status, records: r }) =>
          `${stage_name}: ${status}; in ${r.in}, out ${r.out}, rejected ${r.rejected}, quarantined ${r.quarantined}, merged ${r.merged}, withheld ${r.withheld}`,
      ),
      conservation.conserved ? 'Every record is accounted for.' : 'Counts do not add up: records are missing.',
      ...(validation
        ? [`Validation: overall ${validation.overall_score}, privacy ${validation.privacy_compliance}.`]
        : []),
      ...(bias ? [`Bias: ${bias.bias_score}.`] : []),
      ...recommendations.map((each) => `Recommended: ${each}`),
    ].join('\n')
    return { data, text }
  },
})
