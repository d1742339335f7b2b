import type { KeyRotationView, KeysView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Keys: versions, rotation, and destroying that of a data set',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES)
    program.action((options: CommonOptions) => list(options, context))
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
    program
      .command('shred')
      .description('Destroy a data set for ever, or what one client said in it, with all copies; prints a certificate')
      .requiredOption('--dataset <id>', 'which one')
      .option('--client <name>', 'only what one client said, by what names them in the data')
      .option('--conversation <id>', 'the same, by a conversation of theirs')
      .requiredOption('--reason <text>', 'why, for the certificate; it must identify nobody')
      .option('--out <file>', 'write the signed certificate there')
      .option('--yes', 'it is meant')
      .option('--dry-run', 'only say what nobody could read any more')
      .action((options: ShredOptions) => shred({ ...common(), ...options }, context))
  },
}

interface ShredOptions {
  dataset: string
  client?: string
  conversation?: string
  reason: string
  out?: string
  yes?: boolean
  dryRun?: boolean
}

const EXAMPLES = `
Examples:
  ./techdeck keys rotate && ./techdeck keys retire k1
  ./techdeck keys shred --dataset ID --reason "consent was withdrawn" --out certificate.json --yes
  ./techdeck keys shred --dataset ID --client K-12 --reason "they asked for it" --yes
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

async function shred(
  {
    dataset: id,
    client: named,
    conversation,
    reason,
    out: file,
    yes = false,
    dryRun = false,
    ...options
  }: CommonOptions & ShredOptions,
  context: CliContext,
): Promise<void> {
  const { ValidationError } = await import('@techdeck/core')
  if (!yes && !dryRun) throw new ValidationError('Nobody can take this back: say --yes if it is meant.')
  const client = await connectAs(options, context)
  if (dryRun) {
    const dataset = await client.getDataset({ params: { id }, signal: context.signal })
    if (options.json) return context.out.json({ dry_run: true, dataset })
    const { describeDataset } = await import('../ui/dataset.ts')
    for (const line of describeDataset(dataset)) context.out.line(line)
    return context.out.note('Its key would be destroyed: nobody could read it, or what was made of it, any more.')
  }
  const { downloads, ...certificate } = await client.shredDataset({
    params: { id },
    body: {
      reason,
      ...(named !== undefined && { client: named }),
      ...(conversation !== undefined && { conversation }),
    },
    signal: context.signal,
  })
  if (file !== undefined) {
    const { writeFile } = await import('node:fs/promises')
    await writeFile(file, `${JSON.stringify(certificate, null, 2)}\n`)
  }
  const { out } = context
  const { others } = certificate
  if (options.json) return out.json({ ...certificate, downloads })
  out.line(
    `Destroyed the key of data set ${id}: ${plural(certificate.artifacts, 'artifact')} that nobody can read any more.`,
  )
  out.line(`  key          ${certificate.data_key_id}`)
  out.line(`  fingerprint  ${certificate.key_fingerprint ?? 'none: it did not unwrap any more'}`)
  out.line(`  when, by     ${certificate.shredded_at}, ${certificate.shredded_by}`)
  out.line(`  signed by    ${certificate.signature.key_id}${file === undefined ? '' : `, in ${file}`}`)
  if (others)
    out.line(
      `  erased       ${plural(others.erased, 'conversation')} of the client; ${plural(others.conversations, 'conversation')} of others ${others.dataset_id === undefined ? '' : `are data set ${others.dataset_id}`}`,
    )
  if (downloads.length > 0)
    out.note(`${plural(downloads.length, 'file')} of it had been downloaded, which nobody can take back.`)
}

const STATES = { running: 'wrapping anew by', done: 'wrapped anew by', incomplete: 'not all wrapped by' } as const

const describe = ({ status, kek_id: kek, done, failed, total }: KeyRotationView): string =>
  `${STATES[status]} ${kek}: ${done} of ${total} data keys${failed > 0 ? `, ${failed} do not unwrap` : ''}`
