import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'

const ask = (text: string) => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] })

/** The jobs that people bring, each as a prompt that names the tools in their order. */
export function offerPrompts(server: McpServer): void {
  server.registerPrompt(
    'prepare_corpus',
    {
      title: 'Prepare this corpus',
      description: 'From a file or data set to an export that a team may train with.',
      argsSchema: z.object({
        source: z.string().describe('A file, or the id of a data set.'),
        goal: z.string().optional().describe('What it is for, such as fine-tuning a supporter.'),
      }),
    },
    ({ source, goal }) =>
      ask(`Prepare the corpus ${source} with TechDeck${goal === undefined ? '' : `, for this: ${goal}`}.

1. If it is a file, inspect it where you can, and upload it. Look at propose_mapping; where a reading is doubtful, ask me which one is right, and mend it by set_mapping.
2. Run it with execution_mode dry_run, wait for the end, and tell me from get_report how many conversations would come out, and what was left out for which reasons.
3. Show me two conversations of get_preview. Say what still looks wrong, such as names that are left.
4. Propose a threshold, formats and splits, and say why; plan_export says what they give. Once I agree, start_export.
5. Give me the names of the files and how I fetch them.

Say figures as the tools give them, and name every stage where records were lost.`),
  )
  server.registerPrompt(
    'audit_export',
    {
      title: 'Audit this export',
      description: 'Whether what a run exported may leave the house, with the reasons.',
      argsSchema: z.object({ execution_id: z.string().describe('The run that made it.') }),
    },
    ({ execution_id }) =>
      ask(`Audit what run ${execution_id} exported, as somebody who answers for privacy.

1. get_report: does conservation add up? What does privacy say of replaced, left and withheld identifiers, and of how far people can still be told apart? Was a sample looked at (leak_review)?
2. list_findings with kind identifier: what was found in the sample, and how sure?
3. get_preview: read five conversations, and name every place that could still tell who somebody is.
4. list_quarantine: what was kept out, and why? explain_fate for two of these rows.
5. Conclude: may it leave the house, under which conditions, and what has a person to look at first? Detectors miss things: do not call anything anonymous.`),
  )
  server.registerPrompt(
    'explain_quality',
    {
      title: 'Why did quality fall',
      description: 'What differs between two runs of the same data, and what that did.',
      argsSchema: z.object({
        execution_id: z.string().describe('The newer run.'),
        other_id: z.string().describe('The one to compare it with.'),
      }),
    },
    ({ execution_id, other_id }) =>
      ask(`Say why quality fell from run ${other_id} to run ${execution_id}.

1. compare_runs: which settings differ, how many conversations entered, left or changed, and by which setting?
2. get_report of both: which dimensions of quality moved, and which stages lose more than before?
3. explain_fate for three of the conversations that changed most.
4. Conclude with the cause, how sure you are, and what to change; say which figures it rests on.`),
  )
}
