import { parseArgs } from 'node:util'
import type { Dataset } from '@techdeck/contracts'
import { newId, sha256 } from '@techdeck/core'
import { planExecution } from '@techdeck/pipeline'
import { connectStore } from '@techdeck/store'
import type { Judged, Sent, SocketsOrder } from './fanout/orders.ts'
import { startChild } from './lib/child.ts'
import { cpuSeconds, machineCpuSeconds, percentile } from './lib/clock.ts'
import { peakRssMb, startBenchStack } from './lib/stack.ts'

// Live events: thousands of sockets on one API process, each hearing of its execution many times a second. The time is
// from the moment before the message is published to the moment in which a client has it. Beside it, in the same run
// and with the same sender and the same sockets, a bare `ws` server that only passes Redis' messages on.

const { values } = parseArgs({
  options: {
    sockets: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '20' },
    executions: { type: 'string', default: '10' },
    json: { type: 'boolean' },
  },
})
const [count, perSecond, seconds, executions] = [values.sockets, values.rate, values.seconds, values.executions].map(
  Number,
)
const round = (value: number) => Math.round(value * 100) / 100
const say = (line: string) => process.stderr.write(`${line}\n`)

const bench = await startBenchStack({
  workers: [],
  environment: { SOCKETS_PER_USER: '100000', REQUESTS_PER_MINUTE: '10000000' },
})
const { REDIS_URL, MONGODB_URI } = bench.stack.environment
const store = await connectStore({ uri: MONGODB_URI!, minPoolSize: 1 })
const sender = startChild(new URL('./fanout/sender.ts', import.meta.url), [REDIS_URL!, MONGODB_URI!])
const sockets = startChild(new URL('./fanout/sockets.ts', import.meta.url), [])
const peer = startChild(new URL('./fanout/peer.ts', import.meta.url), [REDIS_URL!])
try {
  const api = bench.stack.service('api')
  const { user_id } = await bench.client.me()
  const { workspaceId } = (await store.users.get(user_id))!

  const executionOf = async (): Promise<string> => {
    const id = newId()
    const dataset = {
      id,
      version: 1,
      status: 'ready',
      sha256: sha256(id),
      conversationCount: 1,
      files: [],
    } as unknown as Dataset
    const planned = planExecution(
      {
        workspaceId,
        userId: user_id,
        datasets: [dataset],
        executionMode: 'standard',
        qualityThreshold: 0.7,
        enableBiasDetection: true,
        exportFormats: ['jsonl'],
      },
      new Date(),
    )
    return (await store.executions.create(planned)).execution.id
  }

  const processes = {
    api: api.state().pid,
    redis: bench.stack.service('redis').state().pid,
    mongo: bench.stack.service('mongo').state().pid,
    sender: sender.pid,
    clients: sockets.pid,
    peer: peer.pid,
  }
  /** What each of ours has used so far, and what all others of the machine have, which no figure here can stand. */
  const usage = async (): Promise<Record<string, number>> => {
    const all = await machineCpuSeconds()
    const ours = await Promise.all(
      Object.entries(processes).map(async ([name, pid]) => [name, await cpuSeconds(pid)] as const),
    )
    return { ...Object.fromEntries(ours), others: all - ours.reduce((sum, [, used]) => sum + used, 0) }
  }

  async function run(open: Pick<Extract<SocketsOrder, { do: 'open' }>, 'url' | 'token'>, forSeconds: number) {
    const executionIds = await Promise.all(Array.from({ length: executions }, executionOf))
    await sockets.ask({ do: 'open', ...open, executionIds, count })
    const before = await usage()
    const sent = await sender.ask<Sent>({
      executionIds,
      perSecond,
      seconds: forSeconds,
      toPeer: open.token === undefined,
    })
    const after = await usage()
    const cores = Object.fromEntries(
      Object.entries(after).map(([name, used]) => [name, round((used - before[name]) / (sent.tookMs / 1000))]),
    )
    const judged = await sockets.ask<Judged>({ do: 'judge', published: sent.published })
    return { judged, cores, commitMs: percentile(sent.commits, 0.5), tookMs: sent.tookMs }
  }

  const ours = { url: `${bench.stack.apiUrl.replace('http', 'ws')}/api/v1/ws`, token: bench.token }
  const theirs = await peer.ask<{ url: string }>({})
  say(`warming up with ${count} sockets`)
  await run(ours, Math.min(3, seconds))
  await run(theirs, Math.min(3, seconds))
  say(`${count} sockets on ${executions} executions, ${perSecond} messages a second each, for ${seconds} s`)
  const system = await run(ours, seconds)
  say('the same on a bare ws server')
  const bare = await run(theirs, seconds)

  say(`cores used with ours:   ${JSON.stringify(system.cores)}`)
  say(`cores used with theirs: ${JSON.stringify(bare.cores)}`)
  const { messages, gaps, doubled, ...times } = system.judged
  const result = {
    sockets: count,
    executions,
    messages,
    messages_per_s: Math.round(messages / (system.tookMs / 1000)),
    gaps,
    doubled,
    ...times,
    limit_p99_ms: 25,
    peer_p50_ms: bare.judged.p50_ms,
    peer_p99_ms: bare.judged.p99_ms,
    peer_gaps: bare.judged.gaps,
    ratio_to_peer_p50: round(times.p50_ms / bare.judged.p50_ms),
    ratio_to_peer_p99: round(times.p99_ms / bare.judged.p99_ms),
    api_cores: system.cores.api,
    peer_cores: bare.cores.peer,
    other_cores: system.cores.others,
    peer_other_cores: bare.cores.others,
    api_peak_rss_mb: await peakRssMb(api.state().pid),
    commit_p50_ms: system.commitMs,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await Promise.all([sender, sockets, peer].map((child) => child.stop()))
  await store.close()
  await bench.close()
}
