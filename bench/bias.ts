import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Turn } from '@techdeck/contracts'
import { measureBias } from '@techdeck/stages/bias'
import { writeConversations } from './lib/conversations.ts'

// What is measured of bias in one conversation: groups, stereotypes, hate, how the client was answered, and all of our
// scores again as if it were about somebody else. Conversations of AnnoMI's length, one core, each timed by itself;
// prints one line of JSON.

const { values } = parseArgs({
  options: { conversations: { type: 'string', default: '2000' }, json: { type: 'boolean' } },
})
const GOAL_MS = 1
const ROLES = { user: 'client', assistant: 'therapist', system: 'system' } as const

const folder = await mkdtemp(join(tmpdir(), 'techdeck-bias-'))
try {
  const file = join(folder, 'conversations.jsonl')
  await writeConversations(file, Number(values.conversations))
  const conversations = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line): Turn[] =>
      (JSON.parse(line).messages as { role: keyof typeof ROLES; content: string }[]).map(
        ({ role, content }, index) => ({
          index,
          role: ROLES[role],
          text: content,
        }),
      ),
    )
  const half = conversations.length >> 1
  for (const turns of conversations.slice(0, half)) measureBias(turns, null)
  let swapped = 0
  const times: number[] = []
  const work: number[] = []
  for (const turns of conversations.slice(half)) {
    const before = process.threadCpuUsage()
    const started = performance.now()
    const { counterfactual } = measureBias(turns, null)
    times.push(performance.now() - started)
    const { user, system } = process.threadCpuUsage(before)
    work.push((user + system) / 1000)
    if (counterfactual) swapped++
  }
  const total = times.reduce((sum, time) => sum + time, 0)
  const result = {
    conversations: times.length,
    conversations_per_s: Math.round((times.length / total) * 1000),
    p50_ms: quantile(times, 0.5),
    p99_ms: quantile(times, 0.99),
    max_ms: quantile(times, 1),
    // Of the thread alone: what else runs on the machine adds to the times above, and not to these.
    p50_work_ms: quantile(work, 0.5),
    p99_work_ms: quantile(work, 0.99),
    goal_p99_ms: GOAL_MS,
    read_as_another: swapped,
    node: process.version,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

function quantile(of: readonly number[], share: number): number {
  const sorted = of.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] * 1000) / 1000
}
