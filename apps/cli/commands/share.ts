import type { ShareRole, ShareView } from '@techdeck/contracts'
import { SHARE_ROLES } from '@techdeck/contracts/names'
import { Option } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

interface ShareOptions extends CommonOptions {
  role: ShareRole
  end?: boolean
}

export const command: CliCommand = {
  summary: 'Share a data set of yours with a team or a person, or see with whom it is',
  define(program, context) {
    program
      .argument('<dataset>', 'id of the data set')
      .argument('[with]', 'name of a team or address of a person; lists them when absent')
      .addOption(new Option('--role <role>', 'as what').choices(SHARE_ROLES).default('viewer'))
      .option('--end', 'share it no more')
    takeCommonOptions(program, EXAMPLES, 'print with whom it is shared as one JSON value')
    program.action((dataset: string, team: string | undefined, options: ShareOptions) =>
      share(dataset, team, options, context),
    )
  },
}

const EXAMPLES = `
Viewers look at the data set, its runs and downloads; reviewers also at what was left out, and judge; editors also change
and run it. Deleting and sharing stay with you.

Examples:
  ./techdeck share 0199aaaa-0000-7000-8000-000000000001 north --role reviewer
  ./techdeck share 0199aaaa-0000-7000-8000-000000000001 ada@example.org --role editor
  ./techdeck share 0199aaaa-0000-7000-8000-000000000001 north --end`

async function share(
  id: string,
  name: string | undefined,
  { role, end, json, ...options }: ShareOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const shares = name === undefined ? await client.listShares({ params: { id }, signal }) : await change(name)
  if (json) return out.json(shares)
  if (shares.length === 0) return out.note('It is shared with nobody.')
  const { formatTime, printable } = await import('../ui/format.ts')
  for (const { team_name, email, role: as, shared_at } of shares)
    out.line(`${printable(team_name ?? email ?? '')} as ${as}, since ${formatTime(shared_at)}`)

  async function change(team: string): Promise<ShareView[]> {
    const { findTeam } = await import('../session/find-team.ts')
    if (isAddress(team)) return changePerson(team)
    const params = { id, team_id: (await findTeam(client, team, signal)).id }
    return end ? client.unshareDataset({ params, signal }) : client.shareDataset({ params, body: { role }, signal })
  }
  async function changePerson(email: string): Promise<ShareView[]> {
    if (!end) return client.shareWithPerson({ params: { id }, body: { email, role }, signal })
    const { NotFoundError } = await import('@techdeck/core')
    const shared = await client.listShares({ params: { id }, signal })
    const person = shared.find((each) => each.email === email.trim().toLowerCase())
    if (!person?.user_id) throw new NotFoundError('It is not shared with this person.')
    return client.unshareDataset({ params: { id, team_id: person.user_id }, signal })
  }
}

/** Names of teams may have an @ in them, and no address has a space or none. */
const isAddress = (withWhom: string): boolean => /^[^\s@]+@[^\s@]+$/.test(withWhom)
