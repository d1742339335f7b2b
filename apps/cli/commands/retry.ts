import type { CliCommand, CliContext } from '../command.ts'
import { exitOfStatus } from '../exit-codes.ts'
import { homeOption } from '../session/arguments.ts'

interface RetryOptions {
  wait?: boolean
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Continue an execution that ended partial, failed or cancelled',
  define(program, context) {
    program
      .argument('<id>', 'the execution')
      .option('--wait', 'wait until it has ended')
      .option(...homeOption)
      .option('--json', 'print the execution as one JSON object')
      .addHelpText('after', '\nExample:\n  ./techdeck retry 0199… --wait')
      .action((id: string, options: RetryOptions) => retry(id, options, context))
  },
}

async function retry(id: string, options: RetryOptions, context: CliContext): Promise<void> {
  const [{ connect }, { waitForExecution }, { describeExecution, stageTable }] = await Promise.all([
    import('../session/connect.ts'),
    import('../session/follow-execution.ts'),
    import('../ui/execution.ts'),
  ])
  const { out, signal, exit } = context
  const client = await connect(context, options)
  const started = await client.retryPipeline({ params: { id }, signal })
  const shown = options.wait ? await waitForExecution(client, id, context) : started
  if (options.wait) exit(exitOfStatus(shown.status))
  if (options.json) return out.json(shown)
  out.line(describeExecution(shown))
  if (options.wait) for (const line of stageTable(shown)) out.line(line)
  else out.note(`Watch it: ./techdeck watch ${id}`)
}
