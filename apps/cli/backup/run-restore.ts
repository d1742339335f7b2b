import { createSealedFiles } from '@techdeck/artifacts'
import { AuditLog, PROBLEMS, logSignerOf, verifyLog } from '@techdeck/audit'
import { restoreBackup, type BackupToRestore, type RestoreResult } from '@techdeck/backup'
import { formatBytes, plural } from '@techdeck/client/figures'
import { systemClock } from '@techdeck/core'
import { fieldsOf, loadKeyRing, type KeyRing } from '@techdeck/crypto'
import { connectStore, openRecords, type Store } from '@techdeck/store'
import type { CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { CommonOptions } from '../session/common-options.ts'
import { findInstallation, type Installation } from './installation.ts'
import { bringRing } from './ring-copy.ts'
import { note } from './run-backup.ts'

export interface RestoreOptions extends CommonOptions {
  keys?: string
  to?: string
  verify?: boolean
  dryRun?: boolean
  ring?: string
}

/** Batches of the audit log that are read at once. */
const ENTRIES_AT_ONCE = 4096

/** Puts a backup back, or only looks at it, and says by its exit code too when something is not as it was. */
export async function runRestore(folder: string, options: RestoreOptions, context: CliContext): Promise<void> {
  const { out, environment, signal } = context
  const { to, verify = false, dryRun = false } = options
  const installation = findInstallation(options, context)
  const { keyFile, backupKeys } = installation
  if (options.ring !== undefined) await bringRing(options.ring, keyFile, context)
  const ring = await loadKeyRing({ env: { ...environment }, file: keyFile })
  const backup = {
    folder,
    keyFolder: options.keys ?? backupKeys,
    ring,
    verify,
    signal,
    ...(to !== undefined && { to }),
  }
  const result = dryRun ? await restoreBackup(backup) : await restore(installation, backup)
  if (result.problems.length > 0) context.exit(EXIT.partial)
  if (options.json) return out.json(result)
  show(result, options, context)
}

async function restore(
  installation: Installation,
  backup: Omit<BackupToRestore, 'target'> & { ring: KeyRing },
): Promise<RestoreResult> {
  const { ring, verify } = backup
  const database = await installation.database()
  const connection = { uri: database.uri, tls: database.tls, minPoolSize: 0, maxPoolSize: 8 }
  try {
    const artifacts = createSealedFiles(installation.artifacts)
    const raw = await openRecords(connection)
    const target = { records: raw.records, keys: raw.records, artifacts }
    let result: RestoreResult
    try {
      result = await restoreBackup({ ...backup, target })
    } finally {
      await raw.close()
    }
    // What indexes and changes of records this release asks for is made now.
    const store = await connectStore({ ...connection, fields: fieldsOf(ring) })
    try {
      if (verify) result.problems.push(...(await auditProblems(store, ring.pseudonymKey)))
      const { point, records, artifacts: copies, problems } = result
      const details = { records, artifacts: copies, problems: problems.length }
      await note(store, ring.pseudonymKey, 'backup.restore', point, details)
      return result
    } finally {
      await store.close()
    }
  } finally {
    await database.stop()
  }
}

/** What is wrong with the audit log, whose every entry is looked at. */
async function auditProblems({ audit }: Pick<Store, 'audit'>, secret: Uint8Array): Promise<string[]> {
  const signer = logSignerOf(secret)
  const log = new AuditLog({ storage: audit, signer, secret, clock: systemClock, witnesses: [] })
  const head = await audit.head()
  const size = head ? head.first + head.size : 0
  async function* batches() {
    for (let from = 0; from < size;) {
      const found = await log.batches(from, ENTRIES_AT_ONCE)
      if (found.length === 0) return
      yield* found
      const last = found.at(-1)!
      from = last.first + last.entries.length
    }
  }
  const { problems, size: seen } = await verifyLog(batches(), signer.verifier)
  const wrong = problems.map(({ index, kind }) => `audit log, entry ${index}: ${PROBLEMS[kind]}`)
  return seen === size ? wrong : [...wrong, `audit log: ${seen} entries where there were ${size}`]
}

const MOST_SHOWN = 20

function show(result: RestoreResult, { verify = false, dryRun = false }: RestoreOptions, { out }: CliContext): void {
  const { point, records, artifacts, bytes, dataKeys, problems, withoutKey } = result
  out.line(`${dryRun ? 'Looked at' : 'Restored'} ${point}`)
  out.line(
    `  ${plural(records, 'record')}, ${plural(artifacts, 'artifact')} (${formatBytes(bytes)}), ${plural(dataKeys, 'data key')}`,
  )
  if (withoutKey > 0) out.line(`  ${plural(withoutKey, 'data set')} whose key was destroyed since: gone here, too`)
  for (const problem of problems.slice(0, MOST_SHOWN)) out.line(`  ${problem}`)
  if (problems.length > MOST_SHOWN) out.line(`  and ${problems.length - MOST_SHOWN} more`)
  if (problems.length > 0) out.line(`${plural(problems.length, 'part')} not as it was backed up.`)
  else if (verify || dryRun) out.line('Every hash and every count is as it was backed up.')
}
