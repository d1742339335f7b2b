import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { delay } from '@techdeck/core'
import { answersPing, freePort, redisCommand } from '@techdeck/devstack'

const SLOTS = 16_384
const MASTERS = 3
/** Keys of the queues begin so, and lie in its slot. */
const QUEUES = '{techdeck}'

export interface RedisCluster {
  /** As `REDIS_URL`. */
  url: string
  /** Kills the master of the queues, and returns when its replica has taken over. */
  failOver(): Promise<void>
  close(): Promise<void>
}

/** Three masters with a replica each, on this machine. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'techdeck-cluster-'))
  const { command } = await redisCommand()
  const processes = new Map<number, ChildProcess>()
  const ports: number[] = []
  while (ports.length < 2 * MASTERS) {
    const port = await freePort()
    // The bus of a Cluster has a port of its own, ten thousand above unless it is said.
    if (!ports.includes(port)) ports.push(port)
  }
  const busPorts = await Promise.all(ports.map(() => freePort()))
  const settings = {
    bind: '127.0.0.1',
    'cluster-enabled': 'yes',
    'cluster-node-timeout': '2000',
    save: '',
    'repl-diskless-sync-delay': '0',
  }
  for (const [at, port] of ports.entries()) {
    const own = {
      ...settings,
      port: `${port}`,
      'cluster-port': `${busPorts[at]}`,
      'cluster-config-file': join(folder, `${port}.conf`),
      dir: folder,
    }
    const args = Object.entries(own).flatMap(([name, value]) => [`--${name}`, value])
    processes.set(port, spawn(command, args, { stdio: 'ignore' }))
  }
  const nodes = new Map(ports.map((port) => [port, new Redis(port, '127.0.0.1', { retryStrategy: () => 100 })]))
  for (const node of nodes.values()) node.on('error', () => {})
  const ask = (port: number, ...args: (string | number)[]) =>
    nodes.get(port)!.call('CLUSTER', ...args) as Promise<string>
  const rolesOf = async (port: number) => String(await nodes.get(port)!.call('INFO', 'replication'))
  /** Port of the master of a key, as some node that lives sees it. */
  const masterOf = async (key: string): Promise<number> => {
    const alive = ports.find((port) => processes.get(port)!.signalCode === null)!
    const slot = Number(await ask(alive, 'KEYSLOT', key))
    const ranges = (await nodes.get(alive)!.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][]
    const [, , [, port]] = ranges.find(([from, to]) => from <= slot && slot <= to)!
    return port
  }
  for (const port of ports) await until(() => answersPing(port))
  const [first] = ports
  for (const [at, port] of ports.entries()) if (at > 0) await ask(first, 'MEET', '127.0.0.1', port, busPorts[at])
  for (let at = 0; at < MASTERS; at++) {
    const [from, to] = [Math.ceil((at * SLOTS) / MASTERS), Math.ceil(((at + 1) * SLOTS) / MASTERS) - 1]
    await ask(ports[at], 'ADDSLOTSRANGE', from, to)
  }
  for (const port of ports)
    await until(async () => (await ask(port, 'INFO')).includes(`cluster_known_nodes:${2 * MASTERS}`))
  for (let at = 0; at < MASTERS; at++) {
    const master = await ask(ports[at], 'MYID')
    await until(async () => (await ask(ports[MASTERS + at], 'REPLICATE', master)) === 'OK')
  }
  for (const port of ports) await until(async () => (await ask(port, 'INFO')).includes('cluster_state:ok'))
  for (const port of ports.slice(MASTERS))
    await until(async () => (await rolesOf(port)).includes('master_link_status:up'))

  return {
    url: `redis+cluster://127.0.0.1:${first}?nodes=${ports
      .slice(1)
      .map((port) => `127.0.0.1:${port}`)
      .join(',')}`,
    async failOver() {
      const killed = await masterOf(QUEUES)
      await end(processes.get(killed)!)
      nodes.get(killed)!.disconnect()
      await until(async () => (await masterOf(QUEUES)) !== killed)
    },
    async close() {
      for (const node of nodes.values()) node.disconnect()
      for (const child of processes.values()) await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function until(is: () => Promise<boolean>): Promise<void> {
  for (const late = Date.now() + 60_000; !(await is().catch(() => false)); await delay(50))
    if (Date.now() > late) throw new Error('The Cluster did not come to what was waited for.')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
}
