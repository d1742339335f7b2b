import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import type { CliContext } from './command.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { takeEverywhere, withFlags } from './everywhere.ts'
import { commandNames, loadCommand } from './registry.ts'
import { ownVersion } from './version.ts'

/**
 * Runs one command line, such as `['up', '--detach']`, and resolves with its exit code; it does not throw.
 * Only the module of the verb that was asked for is loaded.
 */
export async function runCli(args: readonly string[], context: Omit<CliContext, 'exit'>): Promise<number> {
  const { out, signal } = context
  const { rest: own, flags } = takeEverywhere(args)
  const [first = 'help', ...rest] = own
  if (first === '--version') {
    out.line(await ownVersion())
    return EXIT.done
  }
  const verb = first === '--help' || first === '-h' ? 'help' : first
  const names = await commandNames()
  if (!names.includes(verb)) {
    out.note([`techdeck: there is no command "${verb}".`, ...meant(verb, names), 'See: ./techdeck help'].join(' '))
    return EXIT.wrongUse
  }
  let exitCode: number = EXIT.done
  const program = new Command(`techdeck ${verb}`)
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.line(text.trimEnd()), writeErr: (text) => out.note(text.trimEnd()) })
  const command = await loadCommand(verb)
  program.description(command.summary)
  if (command.needsTree) program.hook('preAction', () => needTree(program, verb, context.root))
  command.define(program, { ...withFlags(context, flags), exit: (code) => void (exitCode = code) })
  try {
    await program.parseAsync(rest, { from: 'user' })
    return exitCode
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted
    return report(error, rest, context)
  }
}

/** Ends a command as one that was used wrongly where the sources of the repository are not there. */
function needTree(program: Command, verb: string, root: string): void {
  if (existsSync(join(root, 'pnpm-workspace.yaml'))) return
  const missing = `"${verb}" works on TechDeck's own sources, which an installed package does not have.`
  program.error(`techdeck: ${missing} Clone the repository, and call techdeck ${verb} in it.`)
}

/** What somebody may have meant who wrote what is no command, as commander measures it for commands of commands. */
function meant(verb: string, names: readonly string[]): string[] {
  let said = ''
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => void (said += text) })
  for (const name of names) program.command(name)
  try {
    program.parse([verb], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
  }
  return said.match(/Did you mean [^)]+/g) ?? []
}

async function report(error: unknown, args: readonly string[], { out }: Pick<CliContext, 'out'>): Promise<number> {
  const code = exitCodeOf(error)
  // Commander has written its own message already.
  if (!(error instanceof CommanderError)) {
    const { errorNotes, errorView } = await import('./error-view.ts')
    const view = errorView(error)
    out.note(`techdeck: ${view.message}`)
    for (const line of errorNotes(view)) out.note(line)
    if (args.includes('--json')) out.json(view)
  }
  return code
}
