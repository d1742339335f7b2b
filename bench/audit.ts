import { parseArgs } from 'node:util'
import { AuditLog, Sealer, logSignerOf, parseVerifier, verifyLog } from '@techdeck/audit'
import { batchesOf } from '@techdeck/audit/testing'
import type { AuditRecord } from '@techdeck/contracts'
import { createLogger, delay, newId, systemClock } from '@techdeck/core'
import { testServices } from '@techdeck/devstack'
import { connectStore } from '@techdeck/store'
import { percentile } from './lib/clock.ts'

// The audit log on a real database: how fast a filled intake becomes leaves, how long an entry waits for that while few
// come, and how long it takes to verify all of a log.

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '50' },
    json: { type: 'boolean' },
  },
})
const [entries, seconds, rate] = [values.entries, values.seconds, values.rate].map(Number)
const say = (line: string) => process.stderr.write(`${line}\n`)
const AT_ONCE = 2048

const users = Array.from({ length: 40 }, () => newId())
const things = Array.from({ length: 400 }, () => newId())
const record = (at: number): AuditRecord => ({
  id: newId(),
  workspaceId: 'default',
  userId: users[at % users.length],
  executionId: at % 3 ? null : things[(at * 7) % things.length],
  operation: at % 2 ? 'dataset.read' : 'data.decrypt',
  purpose: 'Show a data set',
  dataType: 'dataset',
  dataId: things[at % things.length],
  details: { request_id: newId(), data_size: at, encryption_method: 'AES-256-GCM' },
  ipAddress: '192.0.2.7',
  timestamp: new Date(),
})

const services = await testServices({ own: true, say })
const store = await connectStore({ uri: services.mongo.url })
const { name, version } = await store.server()
const secret = Buffer.alloc(32, 1)
const signer = logSignerOf(secret)
const log = new AuditLog({ storage: store.audit, signer, secret, clock: systemClock })
const logger = createLogger('bench', { level: 'error' })
const sealer = new Sealer({ storage: store.audit, signer, clock: systemClock, leases: store.leases, logger })
try {
  const filling = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < entries) await log.append(record(next++))
    }),
  )
  const fillS = (performance.now() - filling) / 1000
  say(`${entries} entries taken in, ${Math.round(entries / fillS)} a second, on ${name} ${version}`)

  const sealing = performance.now()
  const sealed = await sealer.sealAll()
  const sealS = (performance.now() - sealing) / 1000
  say(`${sealed} sealed in ${sealS.toFixed(1)} s, ${Math.round(sealed / sealS)} a second`)

  const verifying = performance.now()
  const { size, problems } = await verifyLog(batchesOf(log), parseVerifier(log.verifier)!)
  const verifyS = (performance.now() - verifying) / 1000
  if (size !== sealed || problems.length > 0) throw new Error('The log does not verify.')
  say(`${size} verified in ${verifyS.toFixed(1)} s`)

  const stop = new AbortController()
  const running = sealer.run(stop.signal)
  for (let at = 0; at < seconds * rate; at++) {
    log.append(record(at)).catch((error: unknown) => say(String(error)))
    await delay(1000 / rate)
  }
  await delay(2000)
  stop.abort()
  await running
  const waits = (await waitsFrom(size)).toSorted((a, b) => a - b)
  say(`${waits.length} entries waited ${Math.round(percentile(waits, 0.99))} ms to be sealed (p99)`)

  const result = {
    server: `${name} ${version}`,
    entries,
    intake_per_s: Math.round(entries / fillS),
    sealed_per_s: Math.round(sealed / sealS),
    goal_sealed_per_s: 20_000,
    verify_s: Math.round(verifyS * 10) / 10,
    goal_verify_s: 30,
    sealed_after_p50_ms: Math.round(percentile(waits, 0.5)),
    sealed_after_p99_ms: Math.round(percentile(waits, 0.99)),
    goal_sealed_after_p99_ms: 2000,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await store.close()
  await services.stop()
}

/** Of each entry from a leaf on: from when it was made to when its batch was signed, in ms. */
async function waitsFrom(first: number): Promise<number[]> {
  const batches = await store.audit.batchesFrom(first, first + 1_000_000)
  return batches.flatMap(({ entries: bundle, sealedAt }) =>
    [
      ...Buffer.from(bundle)
        .toString()
        .matchAll(/"at":"([^"]+)"/g),
    ].map(([, at]) => sealedAt.getTime() - new Date(at).getTime()),
  )
}
