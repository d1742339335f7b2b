import { Argument } from 'commander'
import type { CliCommand } from '../command.ts'
import { commandTrees } from '../completion/command-tree.ts'
import { scriptOf, SHELLS, type Shell } from '../completion/scripts.ts'

export const command: CliCommand = {
  summary: 'Print a script by which bash, zsh or fish completes commands and options',
  define(program, context) {
    program
      .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
      .addHelpText('after', EXAMPLES)
      .action(async (shell: Shell) => context.out.line(scriptOf(shell, await commandTrees(context)).trimEnd()))
  },
}

const EXAMPLES = `
Examples:
  source <(./techdeck completions bash)
  ./techdeck completions zsh > ~/.zfunc/_techdeck
  ./techdeck completions fish > ~/.config/fish/completions/techdeck.fish`
