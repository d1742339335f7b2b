import { hash } from 'node:crypto'
import type { Json } from '@techdeck/contracts'
import { CHAT_ROLES, blocksOf } from '../chat/messages.ts'
import { named, type ExportRecord, type Part, type Parts, type WriteOptions, type Writer } from '../writer.ts'

/** An answer to a prompt that other conversations may have answered, too. */
type Candidate = [prompt: string, response: string, score: number, id: string]

/** Bytes of candidates that are held at once. */
const BUDGET = 64 * 1024 * 1024

const answers: Part = {
  key: 'preference',
  open: (options) => (record) => {
    const candidate = candidateOf(record, options)
    return candidate ? `${JSON.stringify(candidate)}\n` : ''
  },
}

/**
 * Pairs of replies to the same prompt, the better one as `chosen`: conversations that begin with the same words, of
 * which the best is set against each that is worse by at least the gap.
 */
export const write: Writer = {
  part: answers,
  path: named('preference', 'jsonl'),
  join,
  whenEmpty:
    'No two conversations begin with the same words and have replies whose scores differ by enough, so there is nothing to pair (see preferBy and preferGap).',
}

function candidateOf({ id, turns, scores, labels, metadata }: ExportRecord, options: WriteOptions): Candidate | null {
  const blocks = blocksOf(turns)
  const at = blocks.findIndex(({ role }) => role === 'therapist')
  const prompt = blocks.slice(0, at)
  if (at < 1 || !prompt.some(({ role }) => role === 'client')) return null
  const score = scoreOf(valueAt({ scores, labels, metadata }, options.preferBy))
  if (score === null) return null
  const messages = prompt.map(({ role, text }) => ({ role: CHAT_ROLES[role], content: text }))
  if (options.systemPrompt !== undefined) messages.unshift({ role: 'system', content: options.systemPrompt })
  return [JSON.stringify(messages), blocks[at].text, score, id]
}

/** What a path such as `scores.overall` or `labels.verdict` leads to; names may have points in them. */
function valueAt(record: { [part: string]: { [name: string]: Json } | undefined }, path: string): Json | undefined {
  const point = path.indexOf('.')
  return record[path.slice(0, point)]?.[path.slice(point + 1)]
}

const VERDICTS = new Map([
  ...['pass', 'good', 'high', 'yes', 'true', 'chosen', 'accepted', 'better', 'positive'].map(
    (word) => [word, 1] as const,
  ),
  ...['warn', 'medium', 'neutral', 'mixed'].map((word) => [word, 0.5] as const),
  ...['fail', 'bad', 'low', 'no', 'false', 'rejected', 'worse', 'negative'].map((word) => [word, 0] as const),
])

function scoreOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' && typeof value !== 'boolean') return null
  const text = String(value).trim().toLowerCase()
  return VERDICTS.get(text) ?? (text !== '' && Number.isFinite(Number(text)) ? Number(text) : null)
}

/**
 * Prompts that occur once are known by their hashes after one reading; the others are gathered in as many readings as
 * the budget asks for, each taking the next prompts in order of their first occurrence.
 */
async function* join(parts: Parts, { preferGap }: WriteOptions): AsyncGenerator<Uint8Array, number> {
  const left = await repeatedPrompts(parts)
  let pairs = 0
  while (left.size > 0) {
    const groups = new Map<number, Candidate[]>()
    let bytes = 0
    for await (const part of parts()) {
      if (part.length === 0) continue
      const candidate = candidateIn(part)
      const key = keyOf(candidate[0])
      if (!left.has(key)) continue
      const group = groups.get(key)
      if (group) group.push(candidate)
      else if (bytes < BUDGET) groups.set(key, [candidate])
      else continue
      bytes += part.length
    }
    for (const [key, candidates] of groups) {
      left.delete(key)
      for (const pair of pairsOf(candidates, preferGap)) {
        pairs++
        yield Buffer.from(pair)
      }
    }
  }
  return pairs
}

const candidateIn = (part: Uint8Array): Candidate => JSON.parse(Buffer.from(part).toString()) as Candidate
const keyOf = (prompt: string): number => Number.parseInt(hash('sha256', prompt).slice(0, 12), 16)

async function repeatedPrompts(parts: Parts): Promise<Set<number>> {
  let keys = new Float64Array(1024)
  let n = 0
  for await (const part of parts()) {
    if (part.length === 0) continue
    if (n === keys.length) {
      const larger = new Float64Array(n * 2)
      larger.set(keys)
      keys = larger
    }
    keys[n++] = keyOf(candidateIn(part)[0])
  }
  const sorted = keys.subarray(0, n).toSorted()
  return new Set(sorted.filter((key, at) => key === sorted[at - 1]))
}

function* pairsOf(candidates: readonly Candidate[], gap: number): Iterable<string> {
  // Equal hashes of other prompts are as good as impossible, and told apart all the same.
  const prompt = candidates[0][0]
  const [best, ...others] = candidates
    .filter((candidate) => candidate[0] === prompt)
    .toSorted((a, b) => b[2] - a[2] || (a[3] < b[3] ? -1 : 1))
  for (const [, response, score, id] of others) {
    const difference = best[2] - score
    if (difference <= 0 || difference < gap || response === best[1]) continue
    yield `${JSON.stringify({
      prompt: JSON.parse(prompt) as Json,
      chosen: [{ role: 'assistant', content: best[1] }],
      rejected: [{ role: 'assistant', content: response }],
      chosen_score: best[2],
      rejected_score: score,
      chosen_id: best[3],
      rejected_id: id,
    })}\n`
  }
}
