import type { CliCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

export const command: CliCommand = {
  summary: 'Check what this machine has and what it lacks',
  define(program, { out, environment, exit }) {
    program
      .option('--home <dir>', 'folder of the stack (TECHDECK_HOME)')
      .option('--json', 'print {ok, checks} as one JSON value')
      .action(async (options: { home?: string; json?: boolean }) => {
        const { checkMachine, readDevstackEnv } = await import('@techdeck/devstack')
        const checks = await checkMachine(readDevstackEnv(environment, options.home))
        const ok = checks.every((check) => check.ok)
        if (options.json) out.json({ ok, checks })
        else
          for (const { name, ok: fine, detail } of checks)
            out.line(`${fine ? 'ok  ' : 'FAIL'}  ${name.padEnd(7)}  ${detail}`)
        if (!ok) exit(EXIT.failed)
      })
  },
}
