import type { StageName, WorkersView } from '@techdeck/contracts'
import { STAGES } from '@techdeck/contracts/names'
import { plural } from '@techdeck/client/figures'
import { Argument } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { parseUpTo } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

const stageArgument = () => new Argument('<stage>', 'one of the six stages').choices(STAGES)

/** As many as `@techdeck/devstack` starts. */
const MOST_WORKERS = 32

export const command: CliCommand = {
  summary: 'Workers and queues: list, pause a stage, drain a worker, run more or fewer',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: {workers, queues}, or what was changed')
    program.action(() => list(common(), context))
    program
      .command('list')
      .description('Show who works on what, and how long and how old the queues are')
      .action(() => list(common(), context))
    program
      .command('pause')
      .addArgument(stageArgument())
      .description('Let nobody take jobs of a stage; what is under way goes on')
      .action((name: StageName) => setPaused(name, true, common(), context))
    program
      .command('resume')
      .addArgument(stageArgument())
      .description('Let workers take jobs of a stage again')
      .action((name: StageName) => setPaused(name, false, common(), context))
    program
      .command('drain <worker>')
      .description('Have a worker, by name or id, hand back what it has and take no more')
      .option('--undo', 'have it take work again')
      .action((worker: string, { undo = false }: { undo?: boolean }) => drain(worker, undo, common(), context))
    program
      .command('scale')
      .addArgument(stageArgument())
      .argument('<count>', 'how many workers', parseUpTo(MOST_WORKERS, 0))
      .description('Run so many workers of a stage on this machine, until the stack ends')
      .action((name: StageName, count: number) => scale(name, count, common(), context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck workers
  ./techdeck workers list --json | jq ".queues[].oldest_wait_ms"
  ./techdeck workers scale processing 3
  ./techdeck workers drain worker-processing-2

More: docs/queues.md`

async function list(options: CommonOptions, context: CliContext): Promise<void> {
  const [client, { workerLines, queueLines }] = await Promise.all([
    connectAs(options, context),
    import('../ui/workers.ts'),
  ])
  const { out, signal } = context
  const view = await client.listWorkers({ signal })
  if (options.json) return out.json(view)
  for (const line of [...workerLines(view), '', ...queueLines(view)]) out.line(line)
}

async function setPaused(
  stage: StageName,
  isToPause: boolean,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const change = { params: { stage }, signal }
  const queue = await (isToPause ? client.pauseQueue(change) : client.resumeQueue(change))
  if (options.json) return out.json(queue)
  if (isToPause) out.line(`${stage} is paused; ${plural(queue.waiting, 'job')} wait. Go on: workers resume ${stage}`)
  else out.line(`${stage} goes on; ${plural(queue.waiting, 'job')} wait.`)
}

async function drain(name: string, undo: boolean, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const { workers } = await client.listWorkers({ signal })
  const { id } = await theOne(workers, name)
  const change = { params: { id }, signal }
  await (undo ? client.resumeWorker(change) : client.drainWorker(change))
  if (options.json) return out.json({ id, draining: !undo })
  out.line(
    undo
      ? `${name} takes work again.`
      : `${name} hands back what it has, and takes no more. Take that back: workers drain ${name} --undo`,
  )
}

/** A worker by its id or, where it is the only one of it, by its name. */
async function theOne(workers: WorkersView['workers'], name: string): Promise<WorkersView['workers'][number]> {
  const found = workers.filter((worker) => worker.id === name || worker.name === name)
  if (found.length === 1 && found[0]) return found[0]
  const { ConflictError, NotFoundError } = await import('@techdeck/core')
  if (found.length > 1)
    throw new ConflictError(`${found.length} workers are called ${name}: ${found.map(({ id }) => id).join(', ')}.`)
  throw new NotFoundError(`There is no worker ${name}. See: ./techdeck workers`)
}

async function scale(stage: StageName, count: number, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, environment, signal } = context
  const { readDevstackEnv, scaleWorkers } = await import('@techdeck/devstack')
  const { home } = readDevstackEnv(environment, options.home)
  const workers = await scaleWorkers(home, stage, count, signal)
  if (workers === null) {
    const { ResourceError } = await import('@techdeck/core')
    throw new ResourceError(elsewhere(stage, count).join('\n'))
  }
  if (options.json) return out.json({ stage, workers: workers.map(({ name, pid, url }) => ({ name, pid, url })) })
  out.line(`${stage} has ${plural(workers.length, 'worker')}: ${workers.map(({ name }) => name).join(', ') || 'none'}.`)
  if (count === 0) out.note(`Runs stand still where they come to ${stage}, until it has one.`)
}

/** Who runs workers elsewhere scales them there. */
const elsewhere = (stage: StageName, count: number): string[] => [
  'No local stack runs from here (./techdeck up), so there is nobody to start workers. Elsewhere:',
  `  processes:  STAGES=${stage} pnpm --filter @techdeck/worker start    (${plural(count, 'time')}, see README.md)`,
  `  containers: docker compose up --detach --no-recreate --scale worker-${stage}=${count}`,
  `  Kubernetes: kubectl --namespace techdeck scale deployment worker-${stage} --replicas ${count}`,
  'Workers that are there already show in ./techdeck workers.',
]
