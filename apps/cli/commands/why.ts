import type { WhyView } from '@techdeck/contracts'
import type { CliCommand, CliContext } from '../command.ts'
import { homeOption } from '../session/arguments.ts'

interface WhyOptions {
  run?: string
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Say where a conversation or row went, and why',
  define(program, context) {
    program
      .argument('<place>', "a conversation's id or its beginning, FILE:LINE, or FILE:row:ROW")
      .option('--run <execution|dir>', 'the execution, or the folder of a local run; the newest execution when absent')
      .option(...homeOption)
      .option('--json', 'print the passports as one JSON object')
      .addHelpText('after', EXAMPLES)
      .action((place: string, options: WhyOptions) => why(place, options, context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck why sessions.csv:112
  ./techdeck why 5f3a09c1d2 --run 0199…
  ./techdeck why sessions.csv:112 --run training      # a folder that run --local wrote`

async function why(place: string, options: WhyOptions, context: CliContext): Promise<void> {
  const { out } = context
  const found = await find(place, options, context)
  if (options.json) return out.json(found)
  const { describePassport } = await import('../ui/passport.ts')
  for (const [at, passport] of found.passports.entries()) {
    if (at > 0) out.line('')
    for (const line of describePassport(passport)) out.line(line)
  }
}

type Found = { execution_id: string; passports: Omit<WhyView['passports'][number], 'dataset_id'>[] }

async function find(place: string, { run, home }: WhyOptions, context: CliContext): Promise<Found> {
  const { exists } = await import('../local/files.ts')
  if (run !== undefined && (await exists(run))) return findHere(place, run)
  const { connect } = await import('../session/connect.ts')
  const { newestExecution } = await import('../session/newest.ts')
  const client = await connect(context, home === undefined ? {} : { home })
  const id = run ?? (await newestExecution(client, context.signal))
  return client.getWhy({ params: { id, conversation: place }, signal: context.signal })
}

async function findHere(text: string, folder: string): Promise<Found> {
  const [{ parsePlace }, { NotFoundError, ValidationError }, { findInFolder }] = await Promise.all([
    import('@techdeck/contracts'),
    import('@techdeck/core'),
    import('../local/trail-folder.ts'),
  ])
  const place = parsePlace(text)
  if (!place)
    throw new ValidationError(`${text} is neither an id of a conversation nor FILE:LINE nor FILE:row:ROW.`, {
      details: [{ path: 'place', problem: 'not a place' }],
    })
  const { header, passports } = await findInFolder(folder, place)
  if (passports.length === 0)
    throw new NotFoundError(
      `The run in ${folder} knows of nothing at ${text}. It read: ${header.files.map(({ name }) => name).join(', ')}.`,
    )
  return { execution_id: header.settings.execution_id, passports }
}
