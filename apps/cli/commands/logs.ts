import type { CliCommand, CliContext } from '../command.ts'

interface LogsOptions {
  follow?: boolean
  lines: string
  home?: string
}

export const command: CliCommand = {
  summary: 'Print the logs of the local stack, or of one service',
  define(program, context) {
    program
      .argument('[service]', 'redis, mongo, api, worker-ingestion …; all when left out')
      .option('-f, --follow', 'go on with what is written from now on')
      .option('-n, --lines <count>', 'how many of the last lines', '100')
      .option('--home <dir>', 'folder of the stack (TECHDECK_HOME)')
      .action((service: string | undefined, options: LogsOptions) => logs(service, options, context))
  },
}

async function logs(
  service: string | undefined,
  options: LogsOptions,
  { out, environment, signal }: CliContext,
): Promise<void> {
  const [{ followLog, lastLines, loggedServices, readDevstackEnv }, { NotFoundError }] = await Promise.all([
    import('@techdeck/devstack'),
    import('@techdeck/core'),
  ])
  const { home } = readDevstackEnv(environment, options.home)
  const all = await loggedServices(home)
  if (service !== undefined && !all.includes(service))
    throw new NotFoundError(
      `There is no log of "${service}". There are: ${all.join(', ') || 'none; start with ./techdeck up'}.`,
    )
  const names = service === undefined ? all : [service]
  const width = Math.max(0, ...names.map((name) => name.length))
  const print = (name: string, line: string) => out.line(names.length === 1 ? line : `${name.padEnd(width)} | ${line}`)

  const ends = new Map<string, number>()
  for (const name of names) {
    const { lines, end } = await lastLines(home, name, Number(options.lines) || 100)
    for (const line of lines) print(name, line)
    ends.set(name, end)
  }
  if (!options.follow) return
  await Promise.all(
    names.map(async (name) => {
      for await (const line of followLog(home, name, ends.get(name) ?? 0, signal)) print(name, line)
    }),
  )
}
