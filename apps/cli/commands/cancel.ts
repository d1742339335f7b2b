import type { CliCommand } from '../command.ts'
import { homeOption } from '../session/arguments.ts'

export const command: CliCommand = {
  summary: 'Stop an execution; what is done stays done',
  define(program, context) {
    program
      .argument('<id>', 'the execution')
      .option(...homeOption)
      .option('--json', 'print the execution as one JSON object')
      .addHelpText('after', '\nExample:\n  ./techdeck cancel 0199…')
      .action(async (id: string, options: { home?: string; json?: boolean }) => {
        const [{ connect }, { describeExecution }] = await Promise.all([
          import('../session/connect.ts'),
          import('../ui/execution.ts'),
        ])
        const client = await connect(context, options)
        const execution = await client.cancelPipeline({ params: { id }, signal: context.signal })
        if (options.json) return context.out.json(execution)
        context.out.line(describeExecution(execution))
        context.out.note(`Continue it: ./techdeck retry ${id}`)
      })
  },
}
