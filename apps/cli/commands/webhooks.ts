import type { DeliveryView, NewWebhookView, WebhookEvent, WebhookView } from '@techdeck/contracts'
import { WEBHOOK_EVENTS } from '@techdeck/contracts/names'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { parseUpTo } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

const MOST_OVERLAP_HOURS = 168

export const command: CliCommand = {
  summary: 'Tell addresses of yours of the ends of runs, signed',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: the webhooks, or what was changed')
    program.action(() => list(common(), context))
    program
      .command('list')
      .description('All of them, as without a verb')
      .action(() => list(common(), context))
    takeEvents(program.command('add <url>').description('Add one; the secret that signs is printed once')).action(
      (url: string, { event }: { event?: WebhookEvent[] }) => add(url, event, common(), context),
    )
    program
      .command('test <id>')
      .description('Send a message to see whether it arrives, and wait for what comes of it')
      .action((id: string) => test(id, common(), context))
    program
      .command('deliveries <id>')
      .description('What was sent in 30 days, and what waits to be sent')
      .action((id: string) => deliveries(id, common(), context))
    program
      .command('replay <id> <delivery>')
      .description('Send a message again, under the same id')
      .action((id: string, delivery: string) => replay(id, delivery, common(), context))
    program
      .command('rotate <id>')
      .description('Make a new secret, printed once; the old one signs too for a while')
      .option(
        '--overlap-hours <count>',
        `how long, at most ${MOST_OVERLAP_HOURS}; 0 for not at all`,
        parseUpTo(MOST_OVERLAP_HOURS, 0),
        24,
      )
      .action((id: string, { overlapHours }: { overlapHours: number }) => rotate(id, overlapHours, common(), context))
    program
      .command('on <id>')
      .description('Send to it again')
      .action((id: string) => set(id, true, common(), context))
    program
      .command('off <id>')
      .description('Send nothing to it')
      .action((id: string) => set(id, false, common(), context))
    program
      .command('remove <id>')
      .description('Remove one, with what waits to be sent to it')
      .action((id: string) => remove(id, common(), context))
  },
}

const EXAMPLES = `
Messages hold ids, counts and links, and no text. How to verify one: docs/webhooks.md.

Examples:
  ./techdeck webhooks add https://hooks.example.org/techdeck
  ./techdeck webhooks add https://hooks.example.org/alarm --event execution.failed
  ./techdeck webhooks test 0199…
  ./techdeck webhooks deliveries 0199…`

const takeEvents = (verb: Command): Command =>
  verb.addOption(
    new Option('--event <name…>', 'what it is told of; all ends of runs when absent')
      .choices(WEBHOOK_EVENTS)
      .argParser((each: string, before?: WebhookEvent[]) => [...(before ?? []), checked(each)]),
  )

async function list({ json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const [client, { table }, { formatTime, printable }] = await Promise.all([
    connectAs(options, context),
    import('../ui/table.ts'),
    import('../ui/format.ts'),
  ])
  const webhooks = await client.listWebhooks({ signal })
  if (json) return out.json(webhooks)
  if (webhooks.length === 0) return out.note('There is no webhook. Add one: ./techdeck webhooks add URL')
  const state = ({ enabled, disabled_reason: reason, disabled_at, failing_since }: WebhookView) => {
    if (!enabled) return `off since ${formatTime(disabled_at ?? '')}: ${REASONS[reason ?? 'by_hand']}`
    return failing_since === null ? 'on' : `on, nothing arrives since ${formatTime(failing_since)}`
  }
  const row = (webhook: WebhookView) => [
    printable(webhook.url),
    state(webhook),
    webhook.events.map((event) => event.replace('execution.', '')).join(' '),
    webhook.id,
  ]
  for (const line of table(['address', 'state', 'is told of', 'id'], webhooks.map(row), '')) out.line(line)
}

const REASONS = { by_hand: 'by hand', gone: 'it said that it is gone', failing: 'nothing arrived for long' } as const

async function add(
  url: string,
  events: WebhookEvent[] | undefined,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const client = await connectAs(options, context)
  const made = await client.createWebhook({ body: { url, ...(events && { events }) }, signal: context.signal })
  showSecret(made, options, context)
  if (!options.json) context.out.note(`See whether it arrives: ./techdeck webhooks test ${made.id}`)
}

async function rotate(id: string, hours: number, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const body = { overlap_hours: hours }
  showSecret(await client.rotateWebhookSecret({ params: { id }, body, signal: context.signal }), options, context)
  if (options.json || hours === 0) return
  context.out.note(`Messages are signed by the old secret, too, for ${hours} hours.`)
}

function showSecret(made: NewWebhookView, { json }: CommonOptions, { out }: CliContext): void {
  if (json) return out.json(made)
  out.line(made.secret)
  out.note('The secret is not shown again. The receiver verifies with it who sent a message.')
}

async function test(id: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const [client, { delay }] = await Promise.all([connectAs(options, context), import('@techdeck/core')])
  let delivery = await client.testWebhook({ params: { id }, signal })
  while (delivery.attempts.length === 0) {
    await delay(500, signal)
    const all = await client.listDeliveries({ params: { id }, signal })
    delivery = all.find((each) => each.id === delivery.id) ?? delivery
  }
  if (delivery.status !== 'delivered') context.exit(1)
  if (json) return out.json(delivery)
  const [attempt] = delivery.attempts
  if (delivery.status === 'delivered') return out.line(`It arrived: ${attempt.status} in ${attempt.duration_ms} ms.`)
  out.line(`It did not arrive: ${saidOf(attempt)}, after ${attempt.duration_ms} ms.`)
  out.note(`It is tried again. See: ./techdeck webhooks deliveries ${id}`)
}

const PROBLEMS = {
  address: 'its name leads to a private or special network, where nothing is sent',
  lookup: 'its name is not known',
  connection: 'no connection',
  certificate: 'its certificate is not trusted',
  timeout: 'no answer in time',
  answer: 'it said no',
  disabled: 'it is switched off',
} as const

const saidOf = ({ status, problem }: DeliveryView['attempts'][number]): string =>
  problem === null || problem === 'answer' ? `answer ${status}` : PROBLEMS[problem]

async function deliveries(id: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const [client, { table }, { formatTime }] = await Promise.all([
    connectAs(options, context),
    import('../ui/table.ts'),
    import('../ui/format.ts'),
  ])
  const sent = await client.listDeliveries({ params: { id }, signal })
  if (json) return out.json(sent)
  if (sent.length === 0) return out.note(`Nothing was sent yet. Try: ./techdeck webhooks test ${id}`)
  const row = (each: DeliveryView) => {
    const last = each.attempts.at(-1)
    return [
      formatTime(each.created_at),
      each.event,
      each.status,
      String(each.attempts.length),
      last && saidOf(last),
      last && `${last.duration_ms} ms`,
      each.next_attempt_at && formatTime(each.next_attempt_at),
      each.id,
    ]
  }
  const header = ['time', 'event', 'status', 'tries', 'last', 'took', 'next', 'id']
  for (const line of table(header, sent.map(row), '')) out.line(line)
}

async function replay(id: string, delivery: string, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const again = await client.replayDelivery({ params: { id, delivery }, signal })
  if (options.json) out.json(again)
  else out.line('The message is sent again.')
}

async function set(id: string, enabled: boolean, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const webhook = await client.updateWebhook({ params: { id }, body: { enabled }, signal })
  if (options.json) out.json(webhook)
  else out.line(enabled ? 'The webhook is told of the ends of runs.' : 'Nothing is sent to the webhook.')
}

async function remove(id: string, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const answer = await (await connectAs(options, context)).deleteWebhook({ params: { id }, signal })
  if (options.json) out.json(answer)
  else out.line('The webhook is removed.')
}

const checked = (text: string): WebhookEvent => {
  const event = WEBHOOK_EVENTS.find((each) => each === text)
  if (event !== undefined) return event
  throw new InvalidArgumentError(`It must be one of ${WEBHOOK_EVENTS.join(', ')}.`)
}
