import type { CliCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printStack, stackView } from '../stack-view.ts'

export const command: CliCommand = {
  summary: 'Show the addresses and services of the local stack',
  define(program, { out, environment, exit }) {
    program
      .option('--home <dir>', 'folder of the stack (TECHDECK_HOME)')
      .option('--json', 'print {api_url, web_url, mcp_url, services} as one JSON value')
      .action(async (options: { home?: string; json?: boolean }) => {
        const { inspectStack, readDevstackEnv } = await import('@techdeck/devstack')
        const state = await inspectStack(readDevstackEnv(environment, options.home).home)
        if (state === null) exit(EXIT.unreachable)
        if (options.json) out.json(stackView(state))
        else if (state === null) out.line('TechDeck does not run here. Start it: ./techdeck up')
        else printStack(out, stackView(state))
      })
  },
}
