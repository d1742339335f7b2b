import type { RestoreOptions } from '../backup/run-restore.ts'
import type { CliCommand } from '../command.ts'
import { takeCommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Put a backup back into an empty installation, and compare every hash and count',
  define(program, context) {
    takeCommonOptions(program, EXAMPLES)
    program
      .argument('<folder>', 'where the data of the backup are')
      .option('--keys <dir>', 'where its wrapped data keys are (BACKUP_KEYS_DIR, else backup-keys in the home folder)')
      .option('--to <point>', 'a backup by its name, or a time: the newest that is not after it')
      .option('--verify', 'compare what was put back with the backup, every hash and every count')
      .option('--dry-run', 'put nothing back: read and check the whole backup')
      .option('--ring <file>', 'bring the key ring from a sealed copy first')
      .action(async (folder: string, options: RestoreOptions) =>
        (await import('../backup/run-restore.ts')).runRestore(folder, options, context),
      )
  },
}

const EXAMPLES = `
It writes to the database and the artifact folder themselves (MONGODB_URI, TECHDECK_ARTIFACTS), else to those of the home
folder. Both have to be empty, and nothing of TechDeck at work on them. Exit code 6 says that a part is not as it was.

Examples:
  ./techdeck restore /mnt/backup --keys /mnt/backup-keys --verify
  ./techdeck restore /mnt/backup --keys /mnt/backup-keys --to 2026-11-30T18:00
  ./techdeck restore /mnt/backup --keys /mnt/backup-keys --dry-run

More: docs/backup.md`
