import type { CliCommand } from '../command.ts'
import { homeOption } from '../session/arguments.ts'

export const command: CliCommand = {
  summary: 'Show the first conversations after all stages, before the run has ended',
  define(program, context) {
    program
      .argument('<id>', 'the execution')
      .option('--turns <count>', 'turns of each conversation to show', Number, 6)
      .option(...homeOption)
      .option('--json', 'print the preview as one JSON object')
      .addHelpText('after', '\nExample:\n  ./techdeck preview 0199…')
      .action(async (id: string, options: { turns: number; home?: string; json?: boolean }) => {
        const [{ connect }, { waitForPreview }, { describePreview }] = await Promise.all([
          import('../session/connect.ts'),
          import('@techdeck/client'),
          import('../ui/preview.ts'),
        ])
        const preview = await waitForPreview(await connect(context, options), id, context.signal)
        if (options.json) context.out.json(preview)
        else for (const line of describePreview(preview, options.turns)) context.out.line(line)
      })
  },
}
