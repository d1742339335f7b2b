import { createSealedFiles } from '@techdeck/artifacts'
import { createAuditWriter } from '@techdeck/audit'
import { makeBackup, type BackupResult } from '@techdeck/backup'
import { formatBytes, plural } from '@techdeck/client/figures'
import { ConflictError, delay, newId, systemClock } from '@techdeck/core'
import { fieldsOf, loadKeyRing } from '@techdeck/crypto'
import { connectStore, type Store } from '@techdeck/store'
import type { CliContext } from '../command.ts'
import type { CommonOptions } from '../session/common-options.ts'
import { findInstallation, type Database, type Installation } from './installation.ts'
import { saveRing } from './ring-copy.ts'

export interface BackupOptions extends CommonOptions {
  keys?: string
  full?: boolean
  every?: number
  keep: number
  ring?: string
}

const WORKSPACE = 'default'
const LEASE = 'backup'
const LEASE_MS = 30_000
const ASK_AGAIN_MS = 500
const MINUTE_MS = 60_000

/** Takes a backup, or one every so many minutes until it is interrupted; one that fails is then only told. */
export async function runBackup(
  folder: string | undefined,
  options: BackupOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const installation = findInstallation(options, context)
  const database = await installation.database()
  try {
    if (options.ring !== undefined) await saveRing(installation.keyFile, options.ring, context)
    const places = { folder: folder ?? installation.backup, keyFolder: options.keys ?? installation.backupKeys }
    const take = async () => {
      const began = Date.now()
      const result = await backUp({ ...installation, database }, places, options, context)
      if (options.json) out.json({ ...places, ...result, seconds: (Date.now() - began) / 1000 })
      else show(places, result, began, context)
    }
    if (options.every === undefined) return await take()
    while (!signal.aborted) {
      await take().catch((error: unknown) => {
        signal.throwIfAborted()
        out.note(`This backup failed, the next one comes: ${error instanceof Error ? error.message : 'unknown'}`)
      })
      await delay(options.every * MINUTE_MS, signal)
    }
  } finally {
    await database.stop()
  }
}

/** One backup, and its record; whoever finds another one at work gets a ConflictError. */
async function backUp(
  { database: { uri, tls }, artifacts, keyFile }: Omit<Installation, 'database'> & { database: Database },
  places: { folder: string; keyFolder: string },
  { full = false, keep }: BackupOptions,
  { environment, signal: interrupted }: CliContext,
): Promise<BackupResult> {
  const ring = await loadKeyRing({ env: { ...environment }, file: keyFile })
  const store = await connectStore({ uri, tls, minPoolSize: 0, maxPoolSize: 8, fields: fieldsOf(ring) })
  try {
    return await alone(store, interrupted, async (signal) => {
      const startedAt = new Date()
      const result = await makeBackup({
        ...places,
        records: store.records,
        keys: store.records,
        artifacts: createSealedFiles(artifacts),
        ring,
        clock: systemClock,
        full,
        keep,
        signal,
      })
      const { point, kind, records, artifacts: count, bytes, dataKeys, newBytes } = result
      const finishedAt = new Date()
      await store.backups.add({
        id: newId(),
        point,
        kind,
        records,
        artifacts: count,
        bytes,
        dataKeys,
        newBytes,
        startedAt,
        finishedAt,
      })
      await note(store, ring.pseudonymKey, 'backup.make', point, { kind, records, artifacts: count, data_size: bytes })
      return result
    })
  } finally {
    await store.close()
  }
}

/** An entry of the audit log by whoever runs the installation, who is no user of it. */
export async function note(
  { audit }: Pick<Store, 'audit'>,
  secret: Uint8Array,
  operation: 'backup.make' | 'backup.restore',
  point: string,
  details: { [name: string]: string | number },
): Promise<void> {
  await createAuditWriter(audit, secret, systemClock).append({
    id: newId(),
    workspaceId: WORKSPACE,
    userId: null,
    executionId: null,
    operation,
    purpose: 'That nothing is lost',
    dataType: 'backup',
    dataId: point,
    details,
    ipAddress: null,
    timestamp: new Date(),
  })
}

/** Works under a lease that is kept as long as it takes; work ends where it is lost. */
async function alone<T>(
  { leases }: Pick<Store, 'leases'>,
  interrupted: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const owner = newId()
  // One that was killed holds it for so long.
  for (const until = Date.now() + LEASE_MS * 1.5; !(await leases.acquire(LEASE, owner, LEASE_MS));) {
    if (Date.now() > until) throw new ConflictError('Another backup of this installation is under way.')
    await delay(ASK_AGAIN_MS, interrupted)
  }
  const lost = new AbortController()
  const renewal = setInterval(() => {
    leases.acquire(LEASE, owner, LEASE_MS).then(
      (isHeld) => isHeld || lost.abort(new ConflictError('Another backup took over.')),
      () => {},
    )
  }, LEASE_MS / 3)
  try {
    return await work(AbortSignal.any([interrupted, lost.signal]))
  } finally {
    clearInterval(renewal)
    await leases.release(LEASE, owner).catch(() => {})
  }
}

function show(
  { folder, keyFolder }: { folder: string; keyFolder: string },
  result: BackupResult,
  began: number,
  { out }: CliContext,
): void {
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  out.line(`${result.kind} backup ${result.point} in ${seconds} s`)
  out.line(
    `  holds    ${plural(result.records, 'record')}, ${plural(result.artifacts, 'artifact')}, ${formatBytes(result.bytes)}`,
  )
  out.line(`  written  ${formatBytes(result.newBytes)}`)
  out.line(`  data     ${folder}`)
  out.line(`  keys     ${keyFolder} (${plural(result.dataKeys, 'wrapped data key')})`)
  if (result.pruned > 0) out.line(`  removed  ${plural(result.pruned, 'older backup')}`)
  if (result.unreadable.length > 0)
    out.note(
      `These older backups do not open any more, and nothing is removed while they are there: ${result.unreadable.join(', ')}. Remove their files in points.`,
    )
  out.note('Keep data, wrapped keys and the key ring in three places: without the keys no backup opens.')
}
