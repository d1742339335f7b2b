import type { ChangedConversation, RunDiff, SettingDifference } from '@techdeck/contracts'
import type { CliCommand, CliContext } from '../command.ts'
import { homeOption, parseLimit } from '../session/arguments.ts'

interface DiffOptions {
  limit: number
  home?: string
  json?: boolean
}

interface Compared {
  differences: SettingDifference[]
  diff: RunDiff
  conversations: ChangedConversation[]
}

export const command: CliCommand = {
  summary: 'Compare two runs of the same data: what changed, and by which setting',
  define(program, context) {
    program
      .argument('<a>', 'an execution, or the folder of a local run')
      .argument('<b>', 'another one')
      .option('--limit <count>', 'how many conversations to list', parseLimit, 50)
      .option(...homeOption)
      .option('--json', 'print the diff as one JSON object')
      .addHelpText('after', '\nExample:\n  ./techdeck diff 0199…a1 0199…b2')
      .action(async (a: string, b: string, options: DiffOptions) => {
        const { exists } = await import('../local/files.ts')
        const isHere = (await exists(a)) && (await exists(b))
        const compared = isHere ? await compareHere(a, b, options) : await compareThere(a, b, options, context)
        if (options.json) return context.out.json({ a, b, ...compared })
        const { describeDiff } = await import('../ui/diff.ts')
        for (const line of describeDiff(compared.differences, compared.diff, compared.conversations))
          context.out.line(line)
      })
  },
}

async function compareThere(a: string, b: string, options: DiffOptions, context: CliContext): Promise<Compared> {
  const [{ connect }, { addDiffs, emptyDiff }] = await Promise.all([
    import('../session/connect.ts'),
    import('@techdeck/contracts'),
  ])
  const client = await connect(context, options)
  const compared: Compared = { differences: [], diff: emptyDiff(), conversations: [] }
  let cursor: string | null = null
  do {
    const query: { cursor?: string } = cursor === null ? {} : { cursor }
    const page: Awaited<ReturnType<typeof client.diffPipelines>> = await client.diffPipelines({
      params: { id: a, other: b },
      query,
      signal: context.signal,
    })
    const { differences, diff, conversations } = page.data
    compared.differences = differences
    compared.diff = addDiffs(compared.diff, diff)
    compared.conversations.push(...conversations.slice(0, options.limit - compared.conversations.length))
    cursor = page.meta.next_cursor
  } while (cursor !== null)
  return compared
}

async function compareHere(a: string, b: string, { limit }: DiffOptions): Promise<Compared> {
  const [{ readTrail }, { DiffTally, compareSettings, pairStreams }] = await Promise.all([
    import('../local/trail-folder.ts'),
    import('@techdeck/pipeline'),
  ])
  const [ofA, ofB] = await Promise.all([readTrail(a), readTrail(b)])
  const differences = compareSettings(ofA.header.settings, ofB.header.settings)
  const tally = new DiffTally(differences)
  const conversations: ChangedConversation[] = []
  for await (const [was, is] of pairStreams(ofA.passports, ofB.passports)) {
    const changed = tally.add(was, is)
    if (changed && conversations.length < limit) conversations.push(changed)
  }
  return { differences, diff: tally.diff, conversations }
}
