import type { CliCommand } from '../command.ts'
import { homeOption } from '../session/arguments.ts'

interface RevealOptions {
  reason: string
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'What was taken out of one conversation, from the vault of its run',
  define(program, context) {
    program
      .argument('<execution>', 'an execution that ran with processing.vault')
      .argument('<conversation>', 'the id of the conversation')
      .requiredOption('--reason <text>', 'why; it must identify nobody')
      .option(...homeOption)
      .option('--json', 'print one JSON object')
      .action(async (id: string, conversation: string, { reason, home, json }: RevealOptions) => {
        const [{ connect }, { printable }] = await Promise.all([
          import('../session/connect.ts'),
          import('../ui/format.ts'),
        ])
        const { out, signal } = context
        const client = await connect(context, home === undefined ? {} : { home })
        const found = await client.revealIdentity({ params: { id, conversation }, body: { reason }, signal })
        if (json) return out.json(found)
        for (const { turn, start, end, text } of found.replaced)
          out.line(`turn ${turn}, ${start} to ${end}: ${printable(text)}`)
      })
  },
}
