import type { CliCommand, CliContext } from '../command.ts'
import type { BackupOptions } from '../backup/run-backup.ts'
import { parseLimit } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Back up records, artifacts, audit log and, apart, wrapped keys; list backups',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES)
    program
      .argument('[folder]', 'where data go (BACKUP_DIR, else backup in the home folder)')
      .option(
        '--keys <dir>',
        'where wrapped data keys go, apart (BACKUP_KEYS_DIR, else backup-keys in the home folder)',
      )
      .option('--full', 'read, compare and write everything anew')
      .option('--every <minutes>', 'stay, and take one every so many minutes', parseLimit)
      .option('--keep <count>', 'how many backups stay', parseLimit, KEEP)
      .option('--ring <file>', 'also write the key ring there, sealed by a passphrase')
      .action(async (folder: string | undefined, options: BackupOptions) =>
        (await import('../backup/run-backup.ts')).runBackup(folder, options, context),
      )
    program
      .command('list')
      .description('List the backups that were taken (administrators)')
      .action(() => list(common(), context))
  },
}

/** A week of hours. */
const KEEP = 168

const EXAMPLES = `
It reads the database and the artifact folder themselves (MONGODB_URI, TECHDECK_ARTIFACTS), else those of the home folder.
The first backup of a folder is a full one; later ones add what is new.

Examples:
  ./techdeck backup
  ./techdeck backup /mnt/backup --keys /mnt/backup-keys --every 60
  ./techdeck backup --ring /media/safe/ring.age
  ./techdeck backup list

More: docs/backup.md`

async function list(options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const found = await client.listBackups({ signal: context.signal })
  const { out } = context
  if (options.json) return out.json(found)
  const [{ table }, { formatBytes }] = await Promise.all([import('../ui/table.ts'), import('@techdeck/client/figures')])
  const rows = found.backups.map((each) => [
    each.point,
    each.kind,
    each.records,
    each.artifacts,
    formatBytes(each.bytes),
    formatBytes(each.new_bytes),
  ])
  if (rows.length === 0) out.note('No backup was taken yet. Take one: ./techdeck backup')
  else for (const line of table(['backup', 'kind', 'records', 'artifacts', 'holds', 'written'], rows)) out.line(line)
  if (!found.keys_followed)
    out.note(
      'The API does not know where backups keep wrapped keys (BACKUP_KEYS_DIR): one that is destroyed goes from them with the next backup.',
    )
}
