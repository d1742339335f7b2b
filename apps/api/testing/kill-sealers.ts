import { fork } from 'node:child_process'
import { once } from 'node:events'
import { AuditLog, Sealer, logSignerOf, parseVerifier, verifyLog, type Problem } from '@techdeck/audit'
import { newRecord } from '@techdeck/audit/testing'
import { createLogger, newId, systemClock } from '@techdeck/core'
import { connectStore } from '@techdeck/store'

const STEPS = ['groups', 'addBatch', 'putTiles', 'removeGroups'] as const
const SECRET = Buffer.alloc(32, 2)

/**
 * Appends entries while sealers in processes of their own, two at a time, are killed at every step in turn. Then seals
 * what is left and reads the log.
 */
export async function killSealers(kills: number) {
  const dbName = `test_sealers_${newId()}`
  const store = await connectStore({ uri: process.env['MONGODB_URI'] ?? '', dbName, minPoolSize: 1 })
  const signer = logSignerOf(SECRET)
  const log = new AuditLog({ storage: store.audit, signer, secret: SECRET, clock: systemClock })
  const appended: string[] = []
  const killed: string[] = []
  const over = new AbortController()

  async function append(): Promise<void> {
    for (
      ;
      !over.signal.aborted;
      appended.length % 40 === 0 && (await new Promise((resolve) => setTimeout(resolve, 5)))
    ) {
      const record = newRecord({ timestamp: new Date() })
      await log.append(record)
      appended.push(record.id)
    }
  }

  async function killOne(turn: number): Promise<void> {
    const step = STEPS[turn % STEPS.length]
    const when = Math.floor(turn / STEPS.length) % 2 ? 'after' : 'before'
    const times = String(1 + (turn % 3))
    const child = fork(new URL('./dying-sealer.ts', import.meta.url), [dbName, step, when, times])
    const [, signal] = await once(child, 'exit')
    killed.push(`${step} ${when} ${signal}`)
  }

  const appending = Promise.all([append(), append(), append()])
  for (let turn = 0; turn < kills; turn += 2) await Promise.all([killOne(turn), killOne(turn + 1)])
  over.abort()
  await appending
  const logger = createLogger('sealer', { level: 'silent' })
  await new Sealer({ storage: store.audit, signer, clock: systemClock, leases: store.leases, logger }).sealAll()
  const leaves: string[] = []
  async function* batches() {
    for (let from = 0; ;) {
      const part = await log.batches(from, 2000)
      if (part.length === 0) return
      for (const batch of part) {
        for (const entry of batch.entries) leaves.push((JSON.parse(Buffer.from(entry).toString()) as { id: string }).id)
        yield batch
      }
      from = leaves.length
    }
  }
  const { problems }: { problems: Problem[] } = await verifyLog(batches(), parseVerifier(log.verifier)!)
  const waiting = await store.audit.groups(1)
  await store.close()
  return { killed, appended, leaves, problems, waiting: waiting.length }
}
