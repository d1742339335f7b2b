import { Command } from 'commander'
import type { CliContext } from '../command.ts'
import { EVERYWHERE } from '../everywhere.ts'
import { commandNames, loadCommand } from '../registry.ts'

/** A command as a shell has to know it. */
export interface CommandTree {
  readonly name: string
  readonly summary: string
  readonly options: readonly { readonly flag: string; readonly what: string; readonly choices: readonly string[] }[]
  readonly commands: readonly CommandTree[]
}

/** All commands with their options and commands of their own, as they define themselves. */
export async function commandTrees(context: CliContext): Promise<CommandTree[]> {
  return Promise.all(
    (await commandNames()).map(async (name) => {
      const command = await loadCommand(name)
      const program = new Command(name).description(command.summary)
      command.define(program, context)
      return treeOf(program)
    }),
  )
}

function treeOf(command: Command): CommandTree {
  const own = command.options.flatMap(({ long, description, argChoices: choices = [] }) =>
    long === undefined || long === null ? [] : [{ flag: long, what: description, choices }],
  )
  return {
    name: command.name(),
    summary: command.description(),
    options: [...own, ...EVERYWHERE.map(([flag, what]) => ({ flag, what, choices: [] })), HELP],
    commands: command.commands.map(treeOf),
  }
}

const HELP = { flag: '--help', what: 'show what the command takes', choices: [] }
