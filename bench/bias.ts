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
  const times = conversations.slice(half).map((turns) => {
    const started = performance.now()
    const { counterfactual } = measureBias(turns, null)
    if (counterfactual) swapped++
    return performance.now() - started
  })
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] * 1000) / 1000
  const total = times.reduce((sum, time) => sum + time, 0)
  const result = {
    conversations: times.length,
    conversations_per_s: Math.round((times.length / total) * 1000),
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    max_ms: at(1),
    goal_p99_ms: GOAL_MS,
    read_as_another: swapped,
    node: process.version,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
