import { ValidationError } from '@techdeck/core'

/** Where Redis is, as `REDIS_URL` says it. */
export interface RedisAddress {
  kind: 'single' | 'sentinel' | 'cluster'
  /** Of one server: its own; of others: some that know the rest. */
  nodes: { host: string; port: number }[]
  username?: string
  password?: string
  /** Of `sentinel`: what the master is called. */
  master?: string
  db?: number
}

const FORM = /^rediss?(\+(sentinel|cluster))?:$/
const PORTS = { single: 6379, sentinel: 26_379, cluster: 6379 } as const

/**
 * Reads `redis://host:6379/0`, `redis+sentinel://host:26379/mymaster?nodes=host2:26379,host3` and
 * `redis+cluster://host:7101?nodes=host2:7102,host3:7103`; with `rediss` each speaks TLS.
 *
 * @throws {@link ValidationError} that never quotes the address, since a password may stand in it
 */
export function parseRedisAddress(text: string): RedisAddress {
  const url = URL.parse(text)
  const form = url && FORM.exec(url.protocol)
  if (!url || !form) throw unusable('none of the forms redis://, redis+sentinel:// and redis+cluster://')
  const kind = (form[2] ?? 'single') as RedisAddress['kind']
  const path = decodeURIComponent(url.pathname.slice(1))
  if (kind === 'sentinel' && path === '') throw unusable('the name of the master is missing: …/mymaster')
  const others = url.searchParams.getAll('nodes').flatMap((list) => list.split(','))
  const nodes = [url.host, ...others].map((node) => nodeOf(node, PORTS[kind]))
  const db = kind === 'single' && /^\d+$/.test(path) ? Number(path) : undefined
  return {
    kind,
    nodes,
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    ...(kind === 'sentinel' && { master: path }),
    ...(db !== undefined && { db }),
  }
}

function nodeOf(text: string, usual: number): { host: string; port: number } {
  const node = URL.parse(`tcp://${text.trim()}`)
  if (!node || node.hostname === '') throw unusable('a node is not host:port')
  return { host: node.hostname.replace(/^\[|\]$/g, ''), port: Number(node.port || usual) }
}

const unusable = (problem: string) =>
  new ValidationError(`REDIS_URL is not usable: ${problem}.`, { details: [{ path: 'REDIS_URL', problem }] })
