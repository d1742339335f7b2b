import { createLogger, newId } from '@techdeck/core'
import type { AuditRecord } from '@techdeck/contracts'
import { AuditLog, Sealer, logSignerOf, type AuditStorage } from './index.ts'
import { createMemoryStorage, type MemoryStorage } from './memory/memory-storage.ts'

export const SECRET = Buffer.alloc(32, 7)
export const signer = logSignerOf(SECRET)
export const CLOCK = { now: () => new Date('2026-03-01T10:00:00.000Z') }

export const newRecord = (overrides: Partial<AuditRecord> = {}): AuditRecord => ({
  id: newId(),
  workspaceId: 'w1',
  userId: 'u1',
  executionId: null,
  operation: 'dataset.read',
  purpose: 'to look',
  dataType: 'dataset',
  dataId: 'd1',
  details: { count: 1 },
  ipAddress: '192.0.2.7',
  timestamp: CLOCK.now(),
  ...overrides,
})

/** Everybody gets the lease, so that only the fence is left. */
const leases = { acquire: async () => true, release: async () => {} }

export const sealerOn = (storage: AuditStorage, by = signer): Sealer =>
  new Sealer({ storage, signer: by, clock: CLOCK, leases, logger: createLogger('test', { level: 'silent' }) })

export const logOn = (storage: AuditStorage, by = signer): AuditLog =>
  new AuditLog({ storage, signer: by, secret: SECRET, clock: CLOCK })

export interface TestLog {
  storage: MemoryStorage
  log: AuditLog
  sealer: Sealer
}
export function newLog(): TestLog {
  const storage = createMemoryStorage()
  return { storage, log: logOn(storage), sealer: sealerOn(storage) }
}

/** A log of batches of many sizes, some of one entry. */
export async function filledLog(entries: number): Promise<TestLog> {
  const test = newLog()
  const sizes = [1, 3, 40, 1, 120, 7]
  for (let made = 0, turn = 0; made < entries; turn++) {
    const size = Math.min(sizes[turn % sizes.length], entries - made)
    await Promise.all(
      Array.from({ length: size }, (_, at) =>
        test.log.append(newRecord({ userId: `u${(made + at) % 5}`, dataId: `d${(made + at) % 9}` })),
      ),
    )
    await test.sealer.sealAll()
    made += size
  }
  return test
}

/** All of a log, as verifiers read it. */
export async function* batchesOf(log: AuditLog) {
  for (let from = 0; ;) {
    const batches = await log.batches(from, 1000)
    if (batches.length === 0) return
    yield* batches
    const last = batches.at(-1)!
    from = last.first + last.entries.length
  }
}
