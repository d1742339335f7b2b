import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Look at conversations that were withheld, and let them through by name',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES)
    program
      .command('show <execution> <conversation>')
      .description('Show a withheld conversation as it was, with what was found in it (audited)')
      .action((id: string, conversation: string) => show(id, conversation, common(), context))
    program
      .command('release <execution> <conversation...>')
      .description('Let withheld conversations through from the next run of their data set on (audited)')
      .requiredOption('--reason <text>', 'why; it must identify nobody')
      .action((id: string, conversations: string[], { reason }: { reason: string }) =>
        release(id, conversations, reason, common(), context),
      )
  },
}

const EXAMPLES = `
Examples:
  ./techdeck quarantine list DATASET                         # what was left out, with ids
  ./techdeck withheld show EXECUTION CONVERSATION
  ./techdeck withheld release EXECUTION CONVERSATION --reason "the name of a song"`

async function show(id: string, conversation: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const { out, signal } = context
  const found = await client.getWithheld({ params: { id, conversation }, signal })
  if (options.json) return out.json(found)
  const { printable } = await import('../ui/format.ts')
  out.line(`Withheld: ${found.reason_code}`)
  for (const { index, role, text } of found.conversation.turns) out.line(`${index} ${role}: ${printable(text)}`)
  for (const { kind, category, turn, start, end, confidence } of found.findings)
    if (kind === 'identifier') out.line(`  turn ${turn}, ${start} to ${end}: ${category}, ${confidence}`)
}

async function release(
  id: string,
  conversations: string[],
  reason: string,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const client = await connectAs(options, context)
  const { out, signal } = context
  const done = await client.releaseWithheld({ params: { id }, body: { conversations, reason }, signal })
  if (options.json) return out.json(done)
  out.line(`Released ${done.released}. The next run of the data set lets them through.`)
}
