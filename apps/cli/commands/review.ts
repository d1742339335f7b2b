import { Option, type Command } from 'commander'
import type { FinalVerdict, ReviewStatus, ReviewVerdict, VerdictReason } from '@techdeck/contracts'
import { FINAL_VERDICTS, REVIEW_STATUSES, VERDICT_REASONS, VERDICTS } from '@techdeck/contracts/names'
import type { CliCommand, CliContext } from '../command.ts'
import { homeOption, parseLimit } from '../session/arguments.ts'
import { connectAs, type CommonOptions } from '../session/common-options.ts'

interface ListOptions extends CommonOptions {
  status?: ReviewStatus
  limit: number
}

export const command: CliCommand = {
  summary: 'Have people judge what is risky, contradictory or near the threshold',
  define(program, context) {
    program.usage('list|fill|show|verdict|settle|agreement <dataset> …').addHelpText('after', EXAMPLES)
    const verb = (name: string, summary: string, isDefault = false): Command =>
      program
        .command(name, { isDefault })
        .description(summary)
        .argument('<dataset>', 'the data set')
        .option(...homeOption)
        .option('--json', 'print JSON')
    const conversation = ['<conversation>', 'its id in the list'] as const
    verb('list', 'what waits or was judged, crises first; no text', true)
      .addOption(new Option('--status <status>', 'only these').choices(REVIEW_STATUSES))
      .option('--limit <count>', 'how many to list', parseLimit, 1000)
      .action((id: string, options: ListOptions) => list(id, options, context))
    verb('fill', 'queue what a run would have people look at')
      .option('--run <execution>', 'the execution; the newest when absent')
      .action((id: string, options: CommonOptions & { run?: string }) => fill(id, options, context))
    verb('show', 'one conversation, de-identified; distressing ones count against a day’s budget')
      .argument(...conversation)
      .action((id: string, one: string, options: CommonOptions) => show(id, one, options, context))
    verb('verdict', 'say whether it is kept; two who agree decide')
      .argument(...conversation)
      .addArgument(program.createArgument('<verdict>', 'what you say').choices(VERDICTS))
      .addOption(new Option('--reason <code>', 'why').choices(VERDICT_REASONS).makeOptionMandatory())
      .action((id: string, one: string, verdict: ReviewVerdict, options: CommonOptions & { reason: VerdictReason }) =>
        give(id, one, verdict, options, context),
      )
    verb('settle', 'decide where two differ, as somebody who is neither of them')
      .argument(...conversation)
      .addArgument(program.createArgument('<verdict>', 'what counts').choices(FINAL_VERDICTS))
      .action((id: string, one: string, verdict: FinalVerdict, options: CommonOptions) =>
        settle(id, one, verdict, options, context),
      )
    verb('agreement', 'how well reviewers agree beyond chance, with 95 % intervals').action(
      (id: string, options: CommonOptions) => agreement(id, options, context),
    )
  },
}

const EXAMPLES = `
Examples:
  ./techdeck review fill 0199…
  ./techdeck review 0199… --status open
  ./techdeck review show 0199… 5f3a09c1d2…
  ./techdeck review verdict 0199… 5f3a09c1d2… keep --reason detector_is_wrong
  ./techdeck review settle 0199… 5f3a09c1d2… leave_out
  ./techdeck review agreement 0199…`

async function list(id: string, options: ListOptions, context: CliContext): Promise<void> {
  const [{ takePages }, { reviewTable }] = await Promise.all([
    import('../session/pages.ts'),
    import('../ui/reviews.ts'),
  ])
  const { out, signal } = context
  const client = await connectAs(options, context)
  const only = options.status === undefined ? {} : { status: options.status }
  const { items, more } = await takePages(options.limit, (page) =>
    client.listReviews({ params: { id }, query: { ...page, ...only }, signal }),
  )
  if (options.json) return out.json(items)
  if (items.length === 0) return out.note(`Nothing is queued. Fill the queue from a run: ./techdeck review fill ${id}`)
  for (const line of reviewTable(items)) out.line(line)
  if (more) out.note(`There are more: --limit ${options.limit * 2}`)
}

async function fill(id: string, options: CommonOptions & { run?: string }, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const body = options.run === undefined ? {} : { execution_id: options.run }
  const filled = await client.fillReviews({ params: { id }, body, signal: context.signal })
  if (options.json) return context.out.json(filled)
  const { filledLines } = await import('../ui/reviews.ts')
  for (const line of filledLines(filled)) context.out.line(line)
}

async function show(id: string, conversation: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const review = await client.openReview({ params: { id, conversation }, signal: context.signal })
  if (options.json) return context.out.json(review)
  const { describeReview } = await import('../ui/reviews.ts')
  for (const line of describeReview(review)) context.out.line(line)
}

async function give(
  id: string,
  conversation: string,
  verdict: ReviewVerdict,
  options: CommonOptions & { reason: VerdictReason },
  context: CliContext,
): Promise<void> {
  const client = await connectAs(options, context)
  const body = { verdict, reason: options.reason }
  const review = await client.giveVerdict({ params: { id, conversation }, body, signal: context.signal })
  if (options.json) return context.out.json(review)
  const { stateLine } = await import('../ui/reviews.ts')
  context.out.line(stateLine(review))
}

async function settle(
  id: string,
  conversation: string,
  verdict: FinalVerdict,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const client = await connectAs(options, context)
  const review = await client.settleReview({ params: { id, conversation }, body: { verdict }, signal: context.signal })
  if (options.json) return context.out.json(review)
  const { stateLine } = await import('../ui/reviews.ts')
  context.out.line(stateLine(review))
}

async function agreement(id: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const found = await client.getAgreement({ params: { id }, signal: context.signal })
  if (options.json) return context.out.json(found)
  const { agreementLines } = await import('../ui/reviews.ts')
  for (const line of agreementLines(found)) context.out.line(line)
}
