import type { ReadyView, WorkersView } from '@techdeck/contracts'
import type { CliCommand, CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { connectAs } from '../session/common-options.ts'
import { printStack, stackView } from '../stack-view.ts'

export const command: CliCommand = {
  summary: 'Show the addresses, services, queues and workers of the local stack',
  define(program, context) {
    program
      .option('--home <dir>', 'folder of the stack (TECHDECK_HOME)')
      .option('--json', 'print {api_url, web_url, mcp_url, services, workers, queues, maintenance} as one JSON value')
      .action((options: StatusOptions) => status(options, context))
  },
}

interface StatusOptions {
  home?: string
  json?: boolean
}

async function status(options: StatusOptions, context: CliContext): Promise<void> {
  const { out, environment, exit } = context
  const { inspectStack, readDevstackEnv } = await import('@techdeck/devstack')
  const state = await inspectStack(readDevstackEnv(environment, options.home).home)
  if (state === null) {
    exit(EXIT.unreachable)
    if (options.json) return out.json(stackView(state))
    return out.line('TechDeck does not run here. Start it: ./techdeck up')
  }
  const seen = state.state === 'ready' ? await look(options, context) : null
  if (options.json)
    return out.json({
      ...stackView(state),
      ...seen?.work,
      ...(seen && { maintenance: seen.ready.maintenance ?? null }),
    })
  printStack(out, stackView(state))
  if (seen === null) return undefined
  const [{ queueLines }, { printable }] = await Promise.all([import('../ui/workers.ts'), import('../ui/format.ts')])
  if (seen.ready.maintenance) out.line(`\nMaintenance: ${printable(seen.ready.maintenance.message)}`)
  out.line('')
  for (const line of queueLines(seen.work)) out.line(line)
}

/** For whom the API does not answer soon, or who may not see it, what the supervisor knows is all. */
const PATIENCE_MS = 3000

async function look(
  options: StatusOptions,
  context: CliContext,
): Promise<{ ready: ReadyView; work: WorkersView } | null> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    const client = await connectAs(options, context)
    const [ready, work] = await Promise.all([client.ready({ signal }), client.listWorkers({ signal })])
    return { ready, work }
  } catch {
    context.signal.throwIfAborted()
    return null
  }
}
