import { InvalidArgumentError, Option } from 'commander'
import type { UserRole } from '@techdeck/contracts'
import { USER_ROLES } from '@techdeck/contracts/names'
import type { CliCommand } from '../command.ts'

const LONGEST_TTL_S = 30 * 24 * 3600
const UNIT_S: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

interface TokenOptions {
  role: UserRole
  ttl: number
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Print an access token of the local stack, for curl and scripts',
  define(program, { out, environment }) {
    program
      .addOption(new Option('--role <role>', 'whose token').choices(USER_ROLES).default('admin'))
      .option('--ttl <time>', 'how long it is good for: 30m, 12h, 7d; at most 30d', parseTtl, parseTtl('12h'))
      .option('--home <dir>', 'folder of the stack (TECHDECK_HOME)')
      .option('--json', 'print {access_token, expires_in, token_type, user} as one JSON value')
      .action(async ({ role, ttl, home, json }: TokenOptions) => {
        const { createLocalToken } = await import('../local-token.ts')
        const { token, user } = await createLocalToken({ role, ttlS: ttl, home, environment })
        if (!json) return out.line(token)
        const shown = { user_id: user.id, email: user.email, role: user.role }
        out.json({ access_token: token, expires_in: ttl, token_type: 'Bearer', user: shown })
      })
  },
}

function parseTtl(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const seconds = Number(count) * (UNIT_S[unit] ?? 0)
  if (seconds > 0 && seconds <= LONGEST_TTL_S) return seconds
  throw new InvalidArgumentError('It must be a time such as 30m, 12h or 7d, at most 30d.')
}
