import type { CliCommand } from '../command.ts'
import { homeOption } from '../session/arguments.ts'

export const command: CliCommand = {
  summary: 'Show what an execution found and what became of every record',
  define(program, context) {
    program
      .argument('<id>', 'the execution')
      .option(...homeOption)
      .option('--json', 'print the report as one JSON object')
      .addHelpText('after', '\nExample:\n  ./techdeck report 0199…')
      .action(async (id: string, options: { home?: string; json?: boolean }) => {
        const [{ connect }, { describeReport }] = await Promise.all([
          import('../session/connect.ts'),
          import('../ui/report.ts'),
        ])
        const client = await connect(context, options)
        const report = await client.getReport({ params: { id }, signal: context.signal })
        if (options.json) context.out.json(report)
        else for (const line of describeReport(report)) context.out.line(line)
      })
  },
}
