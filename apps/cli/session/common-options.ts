import type { Command } from 'commander'
import type { CliContext } from '../command.ts'
import { homeOption } from './arguments.ts'

/** What commands with commands of their own take for all of them. */
export interface CommonOptions {
  home?: string
  json?: boolean
}

/**
 * Gives a command the options that all commands of its own share, and examples; answers with how they are read once it
 * is carried out.
 */
export function takeCommonOptions(
  program: Command,
  examples: string,
  json = 'print one JSON value',
): () => CommonOptions {
  program
    .option(...homeOption)
    .option('--json', json)
    .addHelpText('after', examples)
  return () => program.opts()
}

/** A client as the options say; what that needs is loaded now alone, so that help is there at once. */
export async function connectAs({ home }: CommonOptions, context: CliContext) {
  const { connect } = await import('./connect.ts')
  return connect(context, home === undefined ? {} : { home })
}
