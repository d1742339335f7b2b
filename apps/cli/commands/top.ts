import type { Client } from '@techdeck/client'
import { isFinal } from '@techdeck/contracts/names'
import type { CliCommand, CliContext } from '../command.ts'
import type { Terminal } from '../output.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { parseUpTo } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'
import type { Seen } from '../ui/top.ts'

interface TopOptions extends CommonOptions {
  limit: number
}

export const command: CliCommand = {
  summary: 'Show what is going on: services, newest runs and queues, live on a terminal',
  define(program, context) {
    program.option('--limit <count>', 'how many runs', parseUpTo(200), 20)
    takeCommonOptions(program, EXAMPLES, 'print {ready, runs, work} once, as one JSON value')
    program.action((options: TopOptions) => top(options, context))
  },
}

const EXAMPLES = `
On a terminal it goes on until Ctrl-C; in a pipe it says once how things are.

Examples:
  ./techdeck top
  ./techdeck top --json | jq ".runs[].tracker.progress"`

const AGAIN_MS = 1000

async function top(options: TopOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const { topLines } = await import('../ui/top.ts')
  const look = () => see(client, options.limit, signal)
  if (options.json) return out.json(await look())
  if (!out.interactive || !out.terminal) {
    for (const line of topLines(await look(), Infinity)) out.line(line)
    return
  }
  await live(out.terminal, async (columns) => topLines(await look(), columns), signal)
}

async function see(client: Client, limit: number, signal: AbortSignal): Promise<Seen> {
  const [ready, { data }, work] = await Promise.all([
    client.ready({ signal }),
    client.listPipelines({ query: { limit }, signal }),
    client.listWorkers({ signal }).catch(unlessMay),
  ])
  const runs = data.map(async (run) => ({
    run,
    tracker: isFinal(run.status) ? null : await client.getProgress({ params: { id: run.id }, signal }),
  }))
  return { ready, runs: await Promise.all(runs), work }
}

/** How the queues stand is for administrators; others see the rest. */
function unlessMay(error: unknown): null {
  if (exitCodeOf(error) === EXIT.notAllowed) return null
  throw error
}

const [ENTER, LEAVE, CLEAR] = ['\u001b[?1049h\u001b[?25l', '\u001b[?25h\u001b[?1049l', '\u001b[H\u001b[J']

/** Draws on a screen of its own, again and again, and leaves the terminal as it was. */
async function live(
  terminal: Terminal,
  draw: (columns: number) => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<void> {
  const { delay } = await import('@techdeck/core')
  terminal.write(ENTER)
  try {
    for (;;) {
      const lines = await draw(terminal.columns ?? 80)
      terminal.write(`${CLEAR}${lines.join('\n')}\n`)
      await delay(AGAIN_MS, signal)
    }
  } finally {
    terminal.write(LEAVE)
  }
}
