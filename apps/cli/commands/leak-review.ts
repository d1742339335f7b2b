import type { Leak, LeakItemView, LeakReviewView } from '@techdeck/contracts'
import { LEAK_CATEGORIES, USUAL_SAMPLE } from '@techdeck/contracts/names'
import { InvalidArgumentError } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { parseLimit } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Look for leaks in a sample of what came out, sign it off, and write the evidence',
  define(program, context) {
    program.argument('[execution]', 'the execution whose review to show')
    const common = takeCommonOptions(program, EXAMPLES)
    program.action((id: string | undefined, options: CommonOptions) =>
      id === undefined ? program.error('error: name an execution') : show(id, options, context),
    )
    program
      .command('begin <execution>')
      .description('Draw a random sample, once')
      .option('--sample <count>', 'conversations to look at', parseLimit, USUAL_SAMPLE)
      .action((id: string, { sample }: { sample: number }) => begin(id, sample, common(), context))
    program
      .command('next <execution>')
      .description('Show the next conversation that nobody has marked; what was replaced stands in ‹ ›')
      .action((id: string) => next(id, common(), context))
    program
      .command('mark <execution> <conversation>')
      .description('Mark what is left in a conversation; without --leak, that nothing is')
      .option('--leak <turn:start-end:category>', 'a place that tells who somebody is; may be repeated', parseLeak, [])
      .action((id: string, conversation: string, { leak }: { leak: Leak[] }) =>
        mark(id, conversation, leak, common(), context),
      )
    program
      .command('sign-off <execution>')
      .description('Sign off what came out, once the whole sample is marked (moderators and administrators)')
      .action((id: string) => signOff(id, common(), context))
    program
      .command('evidence <execution>')
      .description('Write methods, counts, risk figures and the review as a signed bundle')
      .option('--out <file>', 'where to; else to standard output')
      .action((id: string, { out }: { out?: string }) => evidence(id, out, common(), context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck run sessions.csv --wait --option export.waitForSignOff=true
  ./techdeck leak-review begin EXECUTION --sample 300
  ./techdeck leak-review next EXECUTION
  ./techdeck leak-review mark EXECUTION CONVERSATION --leak 3:14-19:name
  ./techdeck leak-review sign-off EXECUTION
  ./techdeck leak-review evidence EXECUTION --out evidence.json`

async function tell(review: LeakReviewView, { json }: CommonOptions, { out }: CliContext): Promise<void> {
  if (json) return out.json(review)
  const { leakReviewLines } = await import('../ui/report.ts')
  for (const line of leakReviewLines(review)) out.line(line.trim())
  if (review.reviewed < review.sample) out.note(`Look at the next: ./techdeck leak-review next ${review.execution_id}`)
  else if (review.signed_off_at === null) out.note(`Sign off: ./techdeck leak-review sign-off ${review.execution_id}`)
}

async function show(id: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  await tell(await client.getLeakReview({ params: { id }, signal: context.signal }), options, context)
}

async function begin(id: string, sample: number, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  await tell(
    await client.beginLeakReview({ params: { id }, body: { sample }, signal: context.signal }),
    options,
    context,
  )
}

async function next(id: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const { out, signal } = context
  const { item } = await client.nextLeakItem({ params: { id }, signal })
  if (options.json) return out.json(item)
  if (item === null) return out.note(`All are marked. Sign off: ./techdeck leak-review sign-off ${id}`)
  const { printable } = await import('../ui/format.ts')
  for (const turn of item.turns) out.line(`${turn.index} ${turn.role}: ${printable(withMarks(turn))}`)
  out.note(`./techdeck leak-review mark ${id} ${item.conversation_id} [--leak TURN:START-END:CATEGORY]`)
}

function withMarks({ text, replaced }: NonNullable<LeakItemView['item']>['turns'][number]): string {
  const characters = Array.from(text)
  for (const { start, end } of replaced.toSorted((a, b) => b.start - a.start)) {
    characters.splice(end, 0, '›')
    characters.splice(start, 0, '‹')
  }
  return characters.join('')
}

async function mark(
  id: string,
  conversation: string,
  leaks: Leak[],
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const client = await connectAs(options, context)
  const marked = await client.markLeaks({ params: { id, conversation }, body: { leaks }, signal: context.signal })
  await tell(marked, options, context)
}

async function signOff(id: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  await tell(await client.signOffExport({ params: { id }, signal: context.signal }), options, context)
}

async function evidence(
  id: string,
  file: string | undefined,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const client = await connectAs(options, context)
  const { out, signal } = context
  const bundle = await client.getEvidence({ params: { id }, signal })
  if (file === undefined) return out.json(bundle)
  const { writeFile } = await import('node:fs/promises')
  await writeFile(file, `${JSON.stringify(bundle, null, 2)}\n`, { flag: 'wx' })
  out.note(`Written to ${file}.`)
}

/** Adds `turn:start-end:category` to those given so far. */
export function parseLeak(text: string, given: Leak[]): Leak[] {
  const [, turn, start, end, name] = /^(\d{1,9}):(\d{1,9})-(\d{1,9}):([a-z_]+)$/.exec(text) ?? []
  const category = LEAK_CATEGORIES.find((each) => each === name)
  const leak = { turn: Number(turn), start: Number(start), end: Number(end) }
  if (category !== undefined && leak.end > 0) return [...given, { ...leak, category }]
  throw new InvalidArgumentError(
    `It must be TURN:START-END:CATEGORY, such as 3:14-19:name; categories are ${LEAK_CATEGORIES.join(', ')}.`,
  )
}
