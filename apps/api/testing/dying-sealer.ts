import process from 'node:process'
import { Sealer, logSignerOf, type AuditStorage } from '@techdeck/audit'
import { createLogger, systemClock } from '@techdeck/core'
import { connectStore } from '@techdeck/store'

// A sealer in a process of its own that kills itself, by SIGKILL, at a step: before or after the n-th call of a method
// of its storage. Arguments: data base, method, `before` or `after`, n.

const [dbName = '', method = '', when = '', times = '1'] = process.argv.slice(2)
const store = await connectStore({ uri: process.env['MONGODB_URI'] ?? '', dbName, minPoolSize: 1 })

let calls = 0
const storage = new Proxy<AuditStorage>(store.audit, {
  get(target, name) {
    const real = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
    if (name !== method) return real
    return async (...args: unknown[]) => {
      const isTime = ++calls === Number(times)
      if (isTime && when === 'before') process.kill(process.pid, 'SIGKILL')
      const result = await real(...args)
      if (isTime && when === 'after') process.kill(process.pid, 'SIGKILL')
      return result
    }
  },
})
// Everybody gets the lease: what keeps two sealers apart is the fence alone.
const leases = { acquire: async () => true, release: async () => {} }
const logger = createLogger('sealer', { level: 'silent' })
const signer = logSignerOf(Buffer.alloc(32, 2))
await new Sealer({ storage, signer, clock: systemClock, leases, logger }).run(new AbortController().signal)
