import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Turn } from '@techdeck/contracts'
import { measureBias } from '@techdeck/stages/bias'
import { writeConversations } from './lib/conversations.ts'

// What is measured of bias in one conversation: groups, stereotypes, hate, how the client was answered, and all of our
// scores again as if it were about somebody else. Conversations of AnnoMI's length, one core, each timed by itself,
// once as it comes and then several times; prints one line of JSON.

const { values } = parseArgs({
  options: {
    conversations: { type: 'string', default: '2000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean' },
  },
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
  for (const turns of conversations.slice(half)) {
    const started = performance.now()
    const { counterfactual } = measureBias(turns, null)
    times.push(performance.now() - started)
    if (counterfactual) swapped++
  }
  // What a conversation takes by itself: the least of several runs, since what else runs on the machine only adds to it.
  const least = times.map(() => Infinity)
  for (let run = 0; run < Number(values.runs); run++)
    for (const [at, turns] of conversations.slice(half).entries()) {
      const started = performance.now()
      measureBias(turns, null)
      least[at] = Math.min(least[at], performance.now() - started)
    }
  const total = times.reduce((sum, time) => sum + time, 0)
  const result = {
    conversations: times.length,
    conversations_per_s: Math.round((times.length / total) * 1000),
    p50_ms: quantile(times, 0.5),
    p99_ms: quantile(times, 0.99),
    max_ms: quantile(times, 1),
    p50_least_ms: quantile(least, 0.5),
    p99_least_ms: quantile(least, 0.99),
    max_least_ms: quantile(least, 1),
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
