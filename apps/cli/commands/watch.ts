import { InvalidArgumentError } from 'commander'
import { parseCursor } from '@techdeck/contracts/names'
import type { CliCommand, CliContext } from '../command.ts'
import { exitOfStatus } from '../exit-codes.ts'
import { homeOption } from '../session/arguments.ts'

interface WatchOptions {
  after?: string
  home?: string
  json?: boolean
  progress?: boolean
}

export const command: CliCommand = {
  summary: 'Watch an execution until it has ended',
  define(program, context) {
    program
      .argument('<id>', 'the execution')
      .option('--after <cursor>', 'only events after this one (epoch:seq)', checkCursor)
      .option(...homeOption)
      .option('--json', 'print each event as one JSON object a line, and the execution as the last')
      .option('--progress', 'with --json, also each progress object: {"type": "progress_update", "data": …}')
      .addHelpText('after', '\nExample:\n  ./techdeck watch 0199… --json | jq -r .event')
      .action((id: string, options: WatchOptions) => watch(id, options, context))
  },
}

async function watch(id: string, options: WatchOptions, context: CliContext): Promise<void> {
  const [{ connect }, { waitForExecution }, { describeExecution, stageTable }, { describeEvent }] = await Promise.all([
    import('../session/connect.ts'),
    import('../session/follow-execution.ts'),
    import('../ui/execution.ts'),
    import('../ui/event.ts'),
  ])
  const { out, signal, exit } = context
  const client = await connect(context, options)
  if (out.interactive && out.terminal && !options.json) {
    const ended = await waitForExecution(client, id, context)
    exit(exitOfStatus(ended.status))
    out.line(describeExecution(ended))
    for (const line of stageTable(ended)) out.line(line)
    return
  }
  let isBroken = false
  const onReconnect = () => {
    if (!isBroken) out.note('the connection broke; coming back')
    isBroken = true
  }
  const after = options.after === undefined ? {} : { after: options.after }
  for await (const told of client.watch(id, { ...after, signal, onReconnect })) {
    isBroken = false
    if (told.kind === 'progress' && options.json && options.progress)
      out.json({ type: 'progress_update', data: told.tracker })
    if (told.kind !== 'event') continue
    if (options.json) out.json(told.event)
    else out.line(describeEvent(told.event))
  }
  const ended = await client.getPipeline({ params: { id }, signal })
  exit(exitOfStatus(ended.status))
  if (options.json) out.json(ended)
  else out.line(describeExecution(ended))
}

function checkCursor(text: string): string {
  if (parseCursor(text)) return text
  throw new InvalidArgumentError('It must be a cursor such as 1:42.')
}
