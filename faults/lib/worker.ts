import process from 'node:process'
import { createLogger, delay } from '@techdeck/core'
import { fieldsOf, loadKeyRing } from '@techdeck/crypto'
import { connectStore } from '@techdeck/store'
import { startHost } from '@techdeck/worker'
import { readWorkerEnv } from '@techdeck/worker/env'
import { serveHealth } from '@techdeck/worker/health'

// A worker as it is deployed, but for one thing: at a named point of the commit protocol it kills itself, once.

/** Repository methods before or after which a worker dies, by the name of the point. */
const POINTS: Record<
  string,
  { repository: 'shards' | 'results' | 'executions'; method: string; when: 'before' | 'after' }
> = {
  'after-claim': { repository: 'shards', method: 'claim', when: 'after' },
  'artifact-written': { repository: 'shards', method: 'commit', when: 'before' },
  committed: { repository: 'shards', method: 'commit', when: 'after' },
  'stage-finished': { repository: 'results', method: 'save', when: 'before' },
  'result-saved': { repository: 'results', method: 'save', when: 'after' },
  'stage-closed': { repository: 'executions', method: 'transition', when: 'after' },
}

if (process.env.FAULT_CLOCK_MS !== undefined) moveClock(Number(process.env.FAULT_CLOCK_MS))
const point = process.env.FAULT_CRASH_AT
const env = readWorkerEnv(process.env)
const logger = createLogger('worker', { level: env.logLevel })
const keyRing = await loadKeyRing({ env: env.keys, file: env.keyFile })
const store = await connectStore({ uri: env.mongoUri, tls: env.tls.mongo, fields: fieldsOf(keyRing) })
if (point !== undefined) arm(point)
if (process.env.FAULT_POISON !== undefined) poison(Number(process.env.FAULT_POISON))
const host = await startHost(env, { store, keyRing, logger })
process.on('SIGTERM', () => void host.close().then(() => process.exit(0)))
await serveHealth(env, { registry: host.metrics.registry, isReady: () => true })

function arm(name: string): void {
  const { repository, method, when } = POINTS[name]
  const target = store[repository] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
  const original = target[method].bind(target)
  target[method] = async (...args) => {
    // A stage's own end alone: dying at its start is what `after-claim` does.
    const ending = name !== 'stage-closed' || JSON.stringify(args[1]).includes('.completed')
    if (ending && when === 'before') process.kill(process.pid, 'SIGKILL')
    const answer = await original(...args)
    if (ending) process.kill(process.pid, 'SIGKILL')
    return answer
  }
}

/** Long enough that others are at work by then. */
const POISON_MS = 50

/** Dies whenever it has begun to work on the shard with this index. */
function poison(index: number): void {
  const claim = store.shards.claim.bind(store.shards)
  store.shards.claim = async (plan, at, limit) => {
    const claimed = await claim(plan, at, limit)
    if (at !== index || claimed.state !== 'open' || claimed.claims > 4) return claimed
    await delay(POISON_MS)
    process.kill(process.pid, 'SIGKILL')
    return claimed
  }
}

/** From now on the time of day is another by so many milliseconds; what measures durations goes on as before. */
function moveClock(byMs: number): void {
  const Right = Date
  globalThis.Date = new Proxy(Right, {
    construct: (target, given: [], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [Right.now() + byMs] : given, newTarget) as Date,
    get: (target, name) => (name === 'now' ? () => Right.now() + byMs : (Reflect.get(target, name) as unknown)),
  })
}
