import type { EmergencyView } from '@techdeck/contracts'
import { LONGEST_EMERGENCY_MINUTES } from '@techdeck/contracts/names'
import type { CliCommand, CliContext } from '../command.ts'
import { parseUpTo } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

const MOST = LONGEST_EMERGENCY_MINUTES

export const command: CliCommand = {
  summary: 'Read a data set that is not yours in an emergency; a second person agrees',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: a list, or the request')
    program.action(() => list(common(), context))
    program
      .command('request <dataset>')
      .description('Ask to read a data set; who may decide sees the reason, and so does the audit log')
      .requiredOption('--reason <text>', 'why; name no client')
      .option('--minutes <count>', `for how long, at most ${MOST}`, parseUpTo(MOST), MOST)
      .action((dataset: string, options: { reason: string; minutes: number }) =>
        request(dataset, options, common(), context),
      )
    for (const [verb, description] of DECISIONS)
      program
        .command(`${verb} <id>`)
        .description(description)
        .action((id: string) => decide(verb, id, common(), context))
  },
}

const DECISIONS = [
  ['approve', 'Agree to a request of somebody else'],
  ['refuse', 'Refuse a request of somebody else'],
  ['end', 'End it before its time'],
] as const

const EXAMPLES = `
It lasts an hour at most and ends by itself. Everything that is read by it is in the audit log.

Examples:
  ./techdeck break-glass request DATASET --reason "at risk, and the owner is away" --minutes 30
  ./techdeck break-glass approve 0199aaaa-0000-7000-8000-000000000001`

async function list({ json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const emergencies = await (await connectAs(options, context)).listEmergencies({ signal })
  if (json) return out.json(emergencies)
  if (emergencies.length === 0) return out.note('Nobody asked in the last month.')
  for (const each of emergencies) await show(each, out)
}

async function request(
  dataset_id: string,
  { reason, minutes }: { reason: string; minutes: number },
  { json, ...options }: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const asked = await client.requestEmergency({ body: { dataset_id, reason, minutes }, signal })
  if (json) return out.json(asked)
  await show(asked, out)
  out.note(`Somebody else has to agree: ./techdeck break-glass approve ${asked.id}`)
}

async function decide(
  verb: (typeof DECISIONS)[number][0],
  id: string,
  { json, ...options }: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const call = { approve: client.approveEmergency, refuse: client.refuseEmergency, end: client.endEmergency }[verb]
  const decided = await call({ params: { id }, signal })
  if (json) out.json(decided)
  else await show(decided, out)
}

async function show(emergency: EmergencyView, out: CliContext['out']): Promise<void> {
  const { formatTime, printable } = await import('../ui/format.ts')
  const { id, dataset_id, status, requested_by, minutes, expires_at, reason } = emergency
  const time = expires_at === null ? `${minutes} minutes` : `until ${formatTime(expires_at)}`
  out.line(`${id} ${status}: ${requested_by} for ${dataset_id}, ${time}: ${printable(reason)}`)
}
