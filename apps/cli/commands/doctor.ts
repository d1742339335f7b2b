import type { Check } from '@techdeck/devstack'
import type { CliCommand, CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

export const command: CliCommand = {
  summary: 'Check what this machine has and lacks, and the API that it talks to',
  define(program, { out, environment, exit }) {
    program
      .option('--home <dir>', 'folder of the stack (TECHDECK_HOME)')
      .option('--json', 'print {ok, checks} as one JSON value')
      .addHelpText('after', '\nExample:\n  ./techdeck doctor')
      .action(async (options: { home?: string; json?: boolean }) => {
        const { checkMachine, readDevstackEnv } = await import('@techdeck/devstack')
        const [machine, api] = await Promise.all([
          checkMachine(readDevstackEnv(environment, options.home)),
          ofApi(environment, options),
        ])
        const checks = [...machine, ...api]
        const width = Math.max(...checks.map(({ name }) => name.length))
        const ok = checks.every((check) => check.ok)
        if (options.json) out.json({ ok, checks })
        else
          for (const { name, ok: fine, detail, fix } of checks) {
            out.line(`${fine ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${detail}`)
            if (fix !== undefined) out.line(`      ${' '.repeat(width)}  fix: ${fix}`)
          }
        if (!ok) exit(EXIT.failed)
      })
  },
}

/** Nothing where no API is known: that is no fault of a machine. */
async function ofApi(environment: CliContext['environment'], options: { home?: string }): Promise<Check[]> {
  const [{ findApi }, { checkApi }, { ownVersion }] = await Promise.all([
    import('../session/connect.ts'),
    import('../support/check-api.ts'),
    import('../version.ts'),
  ])
  const known = await findApi({ environment }, options).catch(() => null)
  return known === null ? [] : checkApi(known.apiUrl, await ownVersion())
}
