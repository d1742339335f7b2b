import type { CliCommand, CliContext } from '../command.ts'
import { exitOfStatus } from '../exit-codes.ts'
import { homeOption } from '../session/arguments.ts'

interface ValidateOptions {
  bias: boolean
  last?: boolean
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Check a data set: structure, content, privacy, clinical use and bias',
  define(program, context) {
    program
      .argument('<dataset>', 'the data set')
      .option('--no-bias', 'leave out the detection of bias')
      .option('--last', 'show the newest validation without a new run')
      .option(...homeOption)
      .option('--json', 'print {execution_id, validation, bias} as one JSON object')
      .addHelpText('after', '\nExample:\n  ./techdeck validate 0199…')
      .action((id: string, options: ValidateOptions) => validate(id, options, context))
  },
}

async function validate(id: string, options: ValidateOptions, context: CliContext): Promise<void> {
  const [{ connect }, { waitForExecution }, { describeValidation }] = await Promise.all([
    import('../session/connect.ts'),
    import('../session/follow-execution.ts'),
    import('../ui/report.ts'),
  ])
  const { out, signal, exit } = context
  const client = await connect(context, options)
  const params = { dataset_id: id }
  if (!options.last) {
    const body = { enable_bias_detection: options.bias }
    const { execution_id } = await client.validateDataset({ params, body, signal })
    const ended = await waitForExecution(client, execution_id, context)
    exit(exitOfStatus(ended.status))
  }
  const result = await client.getValidation({ params, signal })
  if (options.json) return out.json(result)
  for (const line of describeValidation(result)) out.line(line)
}
