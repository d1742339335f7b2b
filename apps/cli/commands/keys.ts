import type { KeyRotationView, KeysView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import type { CliCommand, CliContext } from '../command.ts'
import { homeOption } from '../session/arguments.ts'
import { connectAs, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Versions of the key that wraps data keys: list, rotate, retire',
  define(program, context) {
    const common = (): CommonOptions => program.opts()
    program
      .option(...homeOption)
      .option('--json', 'print one JSON value')
      .addHelpText('after', EXAMPLES)
      .action((options: CommonOptions) => list(options, context))
    program
      .command('list')
      .description('List versions, and how many data keys each wraps')
      .action(() => list(common(), context))
    program
      .command('rotate')
      .description('Make a new version and wrap all data keys by it; no data is encrypted anew')
      .option('--no-new-version', 'only wrap anew what the current version does not wrap')
      .option('--detach', 'do not wait for its end')
      .action((options: { newVersion: boolean; detach?: boolean }) => rotate({ ...common(), ...options }, context))
    program
      .command('retire <id>')
      .description('Destroy an older version; refused while anything is wrapped by it')
      .action((id: string) => retire(id, common(), context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck keys rotate && ./techdeck keys retire k1
  ./techdeck keys rotate --no-new-version   # after a key management service was set up, or TECHDECK_KEYS changed

More: docs/keys.md`

const ASK_AGAIN_MS = 300

async function list(options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  await show(await client.listKeys({ signal: context.signal }), options, context)
}

async function show(keys: KeysView, options: CommonOptions, { out }: CliContext): Promise<void> {
  if (options.json) return out.json(keys)
  const [{ table }, { formatTime }] = await Promise.all([import('../ui/table.ts'), import('../ui/format.ts')])
  const rows = keys.versions.map(({ id, kept, current, created_at: at, data_keys: count }) => [
    id,
    kept,
    current ? 'current' : '',
    at && formatTime(at),
    count,
  ])
  for (const line of table(['version', 'kept in', '', 'made', 'data keys'], rows)) out.line(line)
  if (keys.rotation) out.note(describe(keys.rotation))
}

async function rotate(
  { newVersion, detach = false, ...options }: CommonOptions & { newVersion: boolean; detach?: boolean },
  context: CliContext,
): Promise<void> {
  const [client, { delay, ProcessingFinalError }] = await Promise.all([
    connectAs(options, context),
    import('@techdeck/core'),
  ])
  const { out, signal } = context
  let rotation = await client.rotateKeys({ body: { new_version: newVersion }, signal })
  if (detach) return options.json ? out.json(rotation) : out.line(describe(rotation))
  let said = -1
  while (rotation.status === 'running') {
    if (!options.json && rotation.done !== said) out.note(describe(rotation))
    said = rotation.done
    await delay(ASK_AGAIN_MS, signal)
    const { rotation: latest } = await client.listKeys({ signal })
    if (latest?.id !== rotation.id) break
    rotation = latest
  }
  if (options.json) out.json(rotation)
  else out.line(describe(rotation))
  if (rotation.status === 'incomplete')
    throw new ProcessingFinalError(`${plural(rotation.failed, 'data key')} did not unwrap, and stay as they are.`)
}

async function retire(id: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const keys = await client.retireKey({ params: { id }, signal: context.signal })
  if (!options.json) context.out.note(`Destroyed ${id}.`)
  await show(keys, options, context)
}

const STATES = { running: 'wrapping anew by', done: 'wrapped anew by', incomplete: 'not all wrapped by' } as const

const describe = ({ status, kek_id: kek, done, failed, total }: KeyRotationView): string =>
  `${STATES[status]} ${kek}: ${done} of ${total} data keys${failed > 0 ? `, ${failed} do not unwrap` : ''}`
