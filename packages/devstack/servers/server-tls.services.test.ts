import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server, type SecureVersion } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLogger, newId, readServerTls } from '@techdeck/core'
import { connectFailFast } from '@techdeck/redis'
import { connectStore } from '@techdeck/store'
import { readDevstackEnv } from '../env.ts'
import { makeCertificates, type Certificates } from './certificates.ts'
import { startChild, type Child } from './child.ts'
import { findOnPath } from './on-path.ts'
import { canConnect, freePort } from './ports.ts'

// TLS to the servers, by what every process does with its environment. It stands here since the packages know no servers.

const silent = createLogger('test', { level: 'silent' })
let folder: string
let trusted: Certificates
let stranger: Certificates
const opened: (Server | Child)[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-tls-'))
  trusted = await makeCertificates(folder)
  stranger = await makeCertificates(await mkdtemp(join(folder, 'stranger-')))
})
afterAll(async () => {
  for (const each of opened) await ('kill' in each ? each.kill() : each.close())
  await rm(folder, { recursive: true })
})

/** A server that speaks TLS before one that does not. */
async function before(
  url: string,
  { cert, key }: Certificates,
  maxVersion: SecureVersion = 'TLSv1.3',
): Promise<number> {
  const { hostname, port } = new URL(url)
  const options = { cert: await readFile(cert), key: await readFile(key), maxVersion }
  const server = createServer(options, (socket) => {
    const inner = connect(Number(port), hostname)
    socket.pipe(inner).pipe(socket)
    for (const each of [socket, inner]) each.on('error', () => [socket, inner].forEach((one) => one.destroy()))
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(server)
  return (server.address() as AddressInfo).port
}

async function pings(REDIS_URL: string, REDIS_TLS_CA: string): Promise<boolean> {
  const redis = connectFailFast(REDIS_URL, silent, readServerTls({ REDIS_URL, REDIS_TLS_CA }).redis)
  try {
    const failed = once(redis, 'error').then(() => false)
    return await Promise.race([once(redis, 'ready').then(async () => (await redis.ping()) === 'PONG'), failed])
  } finally {
    redis.disconnect()
  }
}

async function stores(MONGODB_URI: string, MONGODB_TLS_CA: string): Promise<unknown> {
  const { mongo: tls } = readServerTls({ MONGODB_URI, MONGODB_TLS_CA })
  const dbName = `test_tls_${newId()}`
  try {
    const store = await connectStore({ uri: MONGODB_URI, dbName, tls, minPoolSize: 1, serverSelectionTimeoutMS: 1500 })
    await store.ping()
    await store.close()
    return true
  } catch (error) {
    return Object(error).code
  }
}

describe('TLS to Redis', () => {
  it('is spoken with whom the given authority vouches for, in version 1.3 alone', async () => {
    const url = process.env['REDIS_URL']!
    expect(await pings(`rediss://127.0.0.1:${await before(url, trusted)}`, trusted.ca)).toBe(true)
    expect(await pings(`rediss://127.0.0.1:${await before(url, stranger)}`, trusted.ca)).toBe(false)
    expect(await pings(`rediss://127.0.0.1:${await before(url, trusted, 'TLSv1.2')}`, trusted.ca)).toBe(false)
  })

  it('is spoken with a Redis that speaks it itself, where its build does', async () => {
    const program = await findOnPath(['redis-server', 'valkey-server'], readDevstackEnv(process.env).path)
    const port = await freePort()
    const args = Object.entries({
      port: '0',
      'tls-port': String(port),
      bind: '127.0.0.1',
      'tls-cert-file': trusted.cert,
      'tls-key-file': trusted.key,
      'tls-ca-cert-file': trusted.ca,
      'tls-auth-clients': 'no',
      'tls-protocols': 'TLSv1.3',
      dir: folder,
      save: '',
    }).flatMap(([name, value]) => [`--${name}`, value])
    const child = await startChild({ name: 'Redis', command: program ?? 'false', args })
    opened.push(child)
    while (child.isRunning() && !(await canConnect(port))) await new Promise((resolve) => setTimeout(resolve, 20))
    // A build without TLS ends at once, and says nothing of how we speak it.
    const answers = child.isRunning() ? await pings(`rediss://localhost:${port}`, trusted.ca) : 'no TLS in its build'
    if (answers === 'no TLS in its build') process.stderr.write('the Redis of this machine was built without TLS\n')
    expect([true, 'no TLS in its build']).toContain(answers)
  }, 20_000)
})

describe('TLS to MongoDB', () => {
  it('is spoken with whom the given authority vouches for, in version 1.3 alone', async () => {
    const url = process.env['MONGODB_URI']!
    const at = (port: number) => `mongodb://127.0.0.1:${port}/?tls=true&directConnection=true`
    expect(await stores(at(await before(url, trusted)), trusted.ca)).toBe(true)
    expect(await stores(at(await before(url, stranger)), trusted.ca)).toBe('RESOURCE_UNAVAILABLE')
    expect(await stores(at(await before(url, trusted, 'TLSv1.2')), trusted.ca)).toBe('RESOURCE_UNAVAILABLE')
  }, 20_000)
})
