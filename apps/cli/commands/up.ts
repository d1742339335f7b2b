import { Option } from 'commander'
import type { ScalingPolicyName } from '../autoscale/autoscale.ts'
import type { CliCommand, CliContext } from '../command.ts'
import { parseUpTo } from '../session/arguments.ts'
import { connectAs } from '../session/common-options.ts'
import { printStack, stackView } from '../stack-view.ts'

interface UpOptions {
  detach?: boolean
  home?: string
  port?: number
  autoscale?: ScalingPolicyName
  oneWorker?: boolean
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Start Redis, the database, API, page, MCP and six workers on this machine',
  needsTree: true,
  define(program, context) {
    program
      .option('-d, --detach', 'go on in the background; `techdeck down` stops it')
      .option('--home <dir>', 'folder for data, keys and logs (TECHDECK_HOME)')
      .option('--port <number>', 'port of the API (5000, or another when that is taken)', parseUpTo(65_535))
      .addOption(
        new Option('--autoscale [policy]', 'start and stop workers by what waits, or by how busy they are')
          .choices(['wait', 'processor'])
          .preset('wait'),
      )
      .addOption(
        new Option('--one-worker', 'one worker for all six stages: less memory, more done on few cores').conflicts(
          'autoscale',
        ),
      )
      .option('--json', 'print {api_url, web_url, mcp_url, services} as one JSON value')
      .action((options: UpOptions) => up(options, context))
  },
}

async function up(options: UpOptions, context: CliContext): Promise<void> {
  const { out, environment, signal } = context
  const { ONE_WORKER, isSameProcess, readDevstackEnv, readState, startDetached, startStack } =
    await import('@techdeck/devstack')
  const { home } = readDevstackEnv(environment, options.home)
  const show = async (state: Parameters<typeof stackView>[0]) => {
    if (options.json) return out.json(stackView(state))
    printStack(out, stackView(state))
    if (!state?.apiUrl) return
    const { showLinks } = await import('../session/links.ts')
    await showLinks(context, home, state)
  }

  const running = await readState(home)
  if (running?.state === 'ready' && (await isSameProcess(running.supervisor))) return show(running)
  if (options.detach) {
    out.note(`starting from ${home}; the first start fetches what is missing`)
    return show(await startDetached({ home, environment, signal, command: foregroundCommand(home, options, context) }))
  }

  const stack = await startStack({
    home,
    port: options.port,
    mcp: true,
    ...(options.oneWorker && { workers: ONE_WORKER }),
    environment,
    signal,
    say: (line) => out.note(line),
  })
  await show({ ...stack, services: stack.services.map((service) => service.state()) })
  if (!options.json) out.line('\nCtrl-C stops it; data stay.')
  await (options.autoscale
    ? scaleUntil(options.autoscale, home, context)
    : new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })))
  out.note('stopping')
  await stack.stop()
}

async function scaleUntil(policy: ScalingPolicyName, home: string, context: CliContext): Promise<void> {
  const [{ autoscale }, { scaleWorkers }, client] = await Promise.all([
    import('../autoscale/autoscale.ts'),
    import('@techdeck/devstack'),
    connectAs({ home }, context),
  ])
  const { out, signal } = context
  await autoscale(
    {
      policy,
      look: () => client.listWorkers({ signal }),
      scale: (stage, count) => scaleWorkers(home, stage, count, signal),
      say: (line) => out.note(line),
    },
    signal,
  )
}

const foregroundCommand = (home: string, { port, autoscale, oneWorker }: UpOptions, { root }: CliContext): string[] => [
  `${root}/apps/cli/main.ts`,
  'up',
  '--home',
  home,
  // What it prints goes to a log, which is no place for a link.
  '--json',
  ...(port === undefined ? [] : ['--port', String(port)]),
  ...(autoscale ? ['--autoscale', autoscale] : []),
  ...(oneWorker ? ['--one-worker'] : []),
]
