import { waitForPreview } from '@techdeck/client'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { ExecutionId } from '../say/inputs.ts'
import { count } from '../say/words.ts'

const PATIENCE_MS = 15_000

const Finding = z.object({
  conversation_id: z.string(),
  kind: z.string(),
  category: z.string(),
  turn: z.int(),
  confidence: z.number(),
  reason: z.string(),
})

export const listFindings = defineTool({
  name: 'list_findings',
  title: 'Findings in the sample of a run',
  description:
    'Lists findings in the first conversations of a run (the sample of get_preview), by filter: where, what, how sure, why. Without text. counts are of all that fit the filter, findings the first of them. get_report has the figures over all conversations.',
  input: z.strictObject({
    execution_id: ExecutionId,
    kind: z.string().max(100).optional().describe('Such as identifier, crisis, harm.'),
    category: z.string().max(100).optional().describe('Such as name or phone.'),
    conversation_id: z.string().max(64).optional(),
    min_confidence: z.number().min(0).max(1).default(0),
    limit: z.int().min(1).max(200).default(20),
  }),
  output: z.object({
    total: z.int(),
    counts: z.array(z.object({ kind: z.string(), category: z.string(), count: z.int() })),
    findings: z.array(Finding),
  }),
  hints: READS,
  async run({ execution_id, kind, category, conversation_id, min_confidence, limit }, { api, signal }) {
    const { conversations } = await waitForPreview(await api(), execution_id, signal, PATIENCE_MS)
    const all = conversations.flatMap(({ id, findings = [] }) =>
      findings.map((each) => ({ ...each, conversation_id: id })),
    )
    const fitting = all.filter(
      (each) =>
        (kind === undefined || each.kind === kind) &&
        (category === undefined || each.category === category) &&
        (conversation_id === undefined || each.conversation_id === conversation_id) &&
        each.confidence >= min_confidence,
    )
    const groups = Map.groupBy(fitting, (each) => `${each.kind}\n${each.category}`)
    const counts = [...groups].map(([key, { length }]) => {
      const [of = '', what = ''] = key.split('\n')
      return { kind: of, category: what, count: length }
    })
    const lines = counts.map((each) => `${each.kind} ${each.category}: ${each.count}`)
    const text = [
      `${count(fitting.length, 'finding')} in ${count(conversations.length, 'conversation')} of the sample.`,
      ...lines,
    ]
    return { data: { total: fitting.length, counts, findings: fitting.slice(0, limit) }, text: text.join('\n') }
  },
})
