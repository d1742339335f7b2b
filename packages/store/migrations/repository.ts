import { trusted, type Connection } from 'mongoose'
import { delay, newId, ResourceError } from '@techdeck/core'
import { atEdge } from '../errors.ts'
import type { LeaseRepository } from '../leases/repository.ts'
import { migrationSchema, type MigrationDocument } from './schema.ts'

/** One change of the database. It may be cut off anywhere and run again, and older processes may still be at work. */
export interface Migration {
  /** Never changes, and is never given to another. */
  readonly id: string
  up(): Promise<void>
}

export interface MigrationRepository {
  /**
   * Runs what was not run yet, in the given order, under a lease: of processes that start together one does it and the
   * others wait. Returns the ids that this call ran.
   *
   * @throws ResourceError when another process holds the lease for longer than `waitMs`.
   */
  run(migrations: readonly Migration[], waitMs?: number): Promise<string[]>
  applied(): Promise<string[]>
}

const LEASE = 'migrations'
const LEASE_MS = 20_000
const ASK_AGAIN_MS = 200

export function createMigrationRepository(connection: Connection, leases: LeaseRepository): MigrationRepository {
  const records = connection.model<MigrationDocument>('Migration', migrationSchema)

  async function pending(migrations: readonly Migration[]): Promise<Migration[]> {
    const ids = migrations.map(({ id }) => id)
    const found = await records.find({ _id: trusted({ $in: ids }) }).lean<MigrationDocument[]>()
    const applied = new Set(found.map(({ _id }) => _id))
    return migrations.filter(({ id }) => !applied.has(id))
  }

  async function runLeased(migrations: readonly Migration[], owner: string): Promise<string[]> {
    const renewal = setInterval(() => void leases.acquire(LEASE, owner, LEASE_MS).catch(() => false), LEASE_MS / 4)
    try {
      const ran: string[] = []
      for (const migration of await pending(migrations)) {
        await migration.up()
        await records.updateOne({ _id: migration.id }, { $setOnInsert: { appliedAt: new Date() } }, { upsert: true })
        ran.push(migration.id)
      }
      return ran
    } finally {
      clearInterval(renewal)
      await leases.release(LEASE, owner)
    }
  }

  return atEdge({
    async run(migrations: readonly Migration[], waitMs: number = 120_000) {
      const owner = newId()
      const deadline = Date.now() + waitMs
      while ((await pending(migrations)).length > 0) {
        if (await leases.acquire(LEASE, owner, LEASE_MS)) return runLeased(migrations, owner)
        if (Date.now() > deadline) throw new ResourceError('Another process is still migrating the database.')
        await delay(ASK_AGAIN_MS)
      }
      return []
    },

    async applied() {
      return (await records.find({}).lean<MigrationDocument[]>()).map(({ _id }) => _id)
    },
  })
}
