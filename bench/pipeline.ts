import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ApiError, createClient } from '@techdeck/client'
import { delay } from '@techdeck/core'
import { ONE_WORKER } from '@techdeck/devstack'
import { writeConversations } from './lib/conversations.ts'
import { cpuByThread, machineCpuSeconds, type CpuSeconds } from './lib/clock.ts'
import { peakRssMb, startBenchStack, uploadReady, type BenchStack } from './lib/stack.ts'

// The whole system (API, queues, records, workers, encryption) beside its own limit in the same run: the same stage code
// in one process per core, file to file. Both have as many threads that work on content, one a core, unless --by-stage
// asks for a worker a stage. Each thread is warmed up by as many conversations, and both time the six stages alone.
// `first_result_ms` is the time from the request that starts the run until its preview can be looked at.

const { values } = parseArgs({
  options: {
    conversations: { type: 'string', default: '4000' },
    'by-stage': { type: 'boolean', default: false },
    json: { type: 'boolean' },
  },
})
const count = Number(values.conversations)
const cores = availableParallelism()
/** Conversations that a thread sees before the clock starts. */
const WARM_UP = 2400
const say = (line: string) => process.stderr.write(`${line}\n`)

interface Run {
  conversations: number
  durationMs: number
  stages: Record<string, number>
}

async function runSystem(bench: BenchStack, datasetId: string): Promise<Run & { firstResultMs: number }> {
  const started = performance.now()
  const { id } = await bench.client.executePipeline({
    body: { dataset_ids: [datasetId], quality_threshold: 0, export_formats: ['jsonl'] },
  })
  const firstResult = previewReady(bench, id).then(() => performance.now() - started)
  for await (const _ of bench.client.watch(id)) {
    // Only the end matters here.
  }
  const execution = await bench.client.getPipeline({ params: { id } })
  // Rows that wait for a person's release make a run partial; they were processed all the same.
  if (!['completed', 'partial'].includes(execution.status)) throw new Error(`The run ended ${execution.status}.`)
  const metrics = execution.metrics as { duration_ms: number; conversations_in: number }
  return {
    conversations: metrics.conversations_in,
    durationMs: metrics.duration_ms,
    stages: Object.fromEntries(
      execution.stages.map(({ stage_name, started_at, completed_at }) => [
        stage_name,
        Date.parse(completed_at ?? '') - Date.parse(started_at ?? ''),
      ]),
    ),
    firstResultMs: Math.round(await firstResult),
  }
}

/** Waits until somebody could look at the preview. */
async function previewReady({ stack, token }: BenchStack, id: string): Promise<void> {
  const client = createClient({ baseUrl: stack.apiUrl, token, retries: 0 })
  for (;;) {
    try {
      const { conversations } = await client.getPreview({ params: { id } })
      if (conversations.length === 0) throw new Error('The preview is empty.')
      return
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'QUEUED_FOR_PROCESSING') throw error
      await delay(20)
    }
  }
}

async function runPlain(warmUp: string, files: string[]): Promise<Run> {
  const children = files.map((file) => fork(new URL('./plain.ts', import.meta.url), [warmUp, file]))
  const failed = Promise.race(
    children.map(async (child) => {
      const [code] = (await once(child, 'exit')) as [number]
      if (code !== 0) throw new Error('A process of the limit failed.')
      return new Promise<never>(() => {})
    }),
  )
  await Promise.race([failed, Promise.all(children.map((child) => once(child, 'message')))])
  const answers = children.map(async (child) => {
    child.send('go')
    const [answer] = (await once(child, 'message')) as [
      { duration_ms: number; conversations_in: number; stages: Record<string, number> },
    ]
    return answer
  })
  const ends = await Promise.race([failed, Promise.all(answers)])
  return {
    conversations: ends.reduce((sum, { conversations_in: n }) => sum + n, 0),
    durationMs: Math.max(...ends.map(({ duration_ms: ms }) => ms)),
    stages: ends[0].stages,
  }
}

const perSecond = ({ conversations, durationMs }: Run): number => Math.round((conversations / durationMs) * 10_000) / 10

const bench = await startBenchStack(values['by-stage'] ? {} : { workers: ONE_WORKER })
try {
  const file = (name: string) => join(bench.folder, name)
  say(`writing ${count} conversations`)
  const warmUp = file('warm-up.jsonl')
  await writeConversations(warmUp, WARM_UP, 99)
  const warmUpAll = file('warm-up-all.jsonl')
  await writeConversations(warmUpAll, WARM_UP * cores, 99)
  const { bytes } = await writeConversations(file('all.jsonl'), count)
  const parts = Array.from({ length: cores }, (_, at) => file(`part-${at}.jsonl`))
  for (const [at, part] of parts.entries()) await writeConversations(part, Math.ceil(count / cores), at + 2)

  say('warming up the system')
  await runSystem(bench, await uploadReady(bench, warmUpAll))
  say('running the system')
  const { services } = bench.stack
  const cpuOf = () => Promise.all(services.map((service) => cpuByThread(service.state().pid)))
  const uploaded = await uploadReady(bench, file('all.jsonl'))
  const before = await cpuOf()
  const machineBefore = await machineCpuSeconds()
  const system = await runSystem(bench, uploaded)
  const machineUsed = (await machineCpuSeconds()) - machineBefore
  const after = await cpuOf()
  const peaks = await Promise.all(services.map((service) => peakRssMb(service.state().pid)))
  const workerPeaks = peaks.filter((_, at) => services[at].name.startsWith('worker-'))
  say('running the limit')
  const limit = await runPlain(warmUp, parts)

  const result = {
    conversations: count,
    bytes,
    conversations_per_s: perSecond(system),
    limit_per_s: perSecond(limit),
    ratio_to_limit: Math.round((perSecond(system) / perSecond(limit)) * 1000) / 1000,
    peak_rss_mb: Math.max(...workerPeaks),
    first_result_ms: system.firstResultMs,
  }
  say(`\nstage            system wall ms   plain compute ms (one of ${cores} processes)`)
  for (const [stage, ms] of Object.entries(system.stages))
    say(`${stage.padEnd(16)} ${String(ms).padStart(14)} ${String(limit.stages[stage]).padStart(18)}`)
  say('\nCPU seconds              event loop    threads    helpers   peak MiB')
  for (const [at, { name }] of services.entries()) {
    const used = (kind: keyof CpuSeconds) => (after[at][kind] - before[at][kind]).toFixed(1).padStart(10)
    say(`${name.padEnd(24)} ${used('main')} ${used('threads')} ${used('helpers')} ${String(peaks[at]).padStart(10)}`)
  }
  const idle = (cores * system.durationMs) / 1000 - machineUsed
  say(`whole machine ${machineUsed.toFixed(1)} CPU seconds, ${idle.toFixed(1)} idle`)
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await bench.close()
}
