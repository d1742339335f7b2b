import type { CliCommand, CliContext } from '../command.ts'

interface DemoOptions {
  data?: string[]
  exit?: boolean
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Start everything and take a data set through all six stages',
  needsTree: true,
  define(program, context) {
    program
      .option('--data <file...>', 'own files or folders instead of the examples')
      .option('--exit', 'stop everything at the end that the demo started')
      .option('--home <dir>', 'folder for data, keys, logs and exports (TECHDECK_HOME)')
      .option('--json', 'print one JSON object: addresses, data set, execution, losses, exports')
      .addHelpText('after', EXAMPLES)
      .action((options: DemoOptions) => demo(options, context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck demo
  ./techdeck demo --data sessions.csv --exit --json`

async function demo(options: DemoOptions, context: CliContext): Promise<void> {
  const [{ demoStack }, { runDemo }, { demoData, showDemo, demoView }, { showLinks }, { exitOfStatus }] =
    await Promise.all([
      import('../demo/stack.ts'),
      import('../demo/run-demo.ts'),
      import('../demo/present.ts'),
      import('../session/links.ts'),
      import('../exit-codes.ts'),
    ])
  const { out, signal, exit } = context
  const data = await demoData(options.data)
  out.note(`TechDeck demo: ${data.title}`)
  const stack = await demoStack(context, options.home, (line) => out.note(line))
  try {
    const result = await runDemo(stack.client, stack.home, data, context)
    const services = await stack.ready()
    exit(exitOfStatus(result.execution.status))
    if (options.json) out.json(demoView(stack, services, result))
    else await showDemo(result, services, data, context)
    if (options.exit || !stack.isOwn) return
    if (!options.json) await showLinks(context, stack.home, stack)
    out.note(`\nTechDeck is up at ${stack.apiUrl} (token: ./techdeck token). Ctrl-C stops it; data stay.`)
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  } finally {
    if (stack.isOwn) out.note('stopping')
    await stack.stop()
  }
}
