import { randomBytes } from 'node:crypto'
import { newId } from '@techdeck/core'
import type { ApiDeps } from './deps.ts'

/** How long an answer holds: the route is open to everybody, and the last check writes to the disk. */
const HOLDS_MS = 2000
/** A failure holds shorter: who starts waits for what is not there yet. */
const FAILURE_HOLDS_MS = 200

interface Checked {
  store: { ping(): Promise<void>; server(): Promise<{ name: string; version: string }> }
  redis: { ping(): Promise<string>; info(section: 'server'): Promise<string> }
  artifacts: ApiDeps['artifacts']
}

/** Asks each server for a sign of life, and the artifact store to take a few bytes: a full disk is not ready. */
export function readinessChecks({ store, redis, artifacts }: Checked): ApiDeps['checks'] {
  const id = newId()
  const dataKey = { id, datasetId: id, key: randomBytes(32) }
  let server: string | undefined
  let kept: string | undefined
  return {
    mongo: held(async () => {
      await store.ping()
      if (server === undefined) {
        const { name, version } = await store.server()
        server = `${name} ${version}`
      }
      return server
    }),
    redis: held(async () => {
      await redis.ping()
      return (kept ??= redisOf(await redis.info('server')))
    }),
    artifacts: held(async () => {
      await artifacts.write(`probe/${id}`, dataKey, [Buffer.from('ready?')])
      await artifacts.remove(`probe/${id}`)
    }),
  }
}

/** What a server of Redis' kind calls itself, with its version. */
function redisOf(info: string): string {
  const of = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim()
  const valkey = of('valkey_version')
  return valkey === undefined ? `Redis ${of('redis_version') ?? ''}`.trim() : `Valkey ${valkey}`
}

/** The same answer for a while. */
export function held<T>(check: () => Promise<T>): () => Promise<T> {
  let last: { until: number; answer: Promise<T> } | undefined
  return () => {
    if (last === undefined || performance.now() > last.until) {
      const asked = { until: performance.now() + HOLDS_MS, answer: check() }
      asked.answer.catch(() => (asked.until = performance.now() + FAILURE_HOLDS_MS))
      last = asked
    }
    return last.answer
  }
}
