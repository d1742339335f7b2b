import type { CliCommand } from '../command.ts'

export const command: CliCommand = {
  summary: 'Stop what `up` started; data stay',
  define(program, { out, environment }) {
    program
      .option('--home <dir>', 'folder of the stack (TECHDECK_HOME)')
      .option('--json', 'print {stopped} as one JSON value')
      .action(async (options: { home?: string; json?: boolean }) => {
        const { readDevstackEnv, stopStack } = await import('@techdeck/devstack')
        const stopped = await stopStack(readDevstackEnv(environment, options.home).home)
        if (options.json) out.json({ stopped: stopped ?? [] })
        else out.line(stopped === null ? 'Nothing was running.' : `Stopped ${stopped.join(', ')}.`)
      })
  },
}
