import { Command, CommanderError } from 'commander'
import type { CliContext } from './command.ts'
import { errorNotes, errorView, EXIT, exitCodeOf } from './exit-codes.ts'
import { commandNames, loadCommand } from './registry.ts'

/**
 * Runs one command line, such as `['up', '--detach']`, and resolves with its exit code; it does not throw.
 * Only the module of the verb that was asked for is loaded.
 */
export async function runCli(args: readonly string[], context: Omit<CliContext, 'exit'>): Promise<number> {
  const { out, signal } = context
  const [first = 'help', ...rest] = args
  const verb = first === '--help' || first === '-h' ? 'help' : first
  const names = await commandNames()
  if (!names.includes(verb)) {
    out.note(`techdeck: there is no command "${verb}". See: ./techdeck help`)
    return EXIT.wrongUse
  }
  let exitCode: number = EXIT.done
  const program = new Command(`techdeck ${verb}`)
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.line(text.trimEnd()), writeErr: (text) => out.note(text.trimEnd()) })
  const command = await loadCommand(verb)
  program.description(command.summary)
  command.define(program, { ...context, exit: (code) => void (exitCode = code) })
  try {
    await program.parseAsync(rest, { from: 'user' })
    return exitCode
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted
    return report(error, rest, context)
  }
}

function report(error: unknown, args: readonly string[], { out }: Pick<CliContext, 'out'>): number {
  const code = exitCodeOf(error)
  // Commander has written its own message already.
  if (!(error instanceof CommanderError)) {
    const view = errorView(error)
    out.note(`techdeck: ${view.message}`)
    for (const line of errorNotes(view)) out.note(line)
    if (args.includes('--json')) out.json(view)
  }
  return code
}
