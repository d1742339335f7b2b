import { createWriteStream } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { seeded } from '@techdeck/core'

const EXAMPLES = new URL('../../examples/data/', import.meta.url)
/** AnnoMI's averages. */
const TURNS = 73
const TEXT_BYTES = 6700

/**
 * Writes `count` conversations of 73 turns and 6.7 kB on average as OpenAI messages, made of the turns of `examples/`
 * in a seeded order, so that detectors meet real sentences and no two conversations are alike.
 */
export async function writeConversations(path: string, count: number, seed = 1): Promise<{ bytes: number }> {
  const turns = await exampleTurns()
  const { next: random, below } = seeded(seed)
  const out = createWriteStream(path)
  let bytes = 0
  for (let at = 0; at < count; at++) {
    const length = Math.round(TURNS * (0.5 + random()))
    const perTurn = TEXT_BYTES / TURNS
    const messages = []
    let text = 0
    for (let turn = 0; turn < length; turn++) {
      const assistant = turn % 2 === 0
      const pool = assistant ? turns.helper : turns.client
      let content = pool[below(pool.length)]
      // Turns of the examples are shorter or longer than AnnoMI's; the running average is kept.
      if (text < turn * perTurn) content = `${content} ${pool[below(pool.length)]}`
      text += content.length
      messages.push({ role: assistant ? 'assistant' : 'user', content })
    }
    const line = `${JSON.stringify({ id: `bench-${seed}-${at}`, messages })}\n`
    bytes += line.length
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return { bytes }
}

async function exampleTurns(): Promise<{ helper: string[]; client: string[] }> {
  const helper = new Set<string>()
  const client = new Set<string>()
  for (const name of await readdir(EXAMPLES)) {
    if (!name.endsWith('.jsonl')) continue
    for (const line of (await readFile(join(EXAMPLES.pathname, name), 'utf8')).split('\n')) {
      for (const { role, text } of turnsOf(line)) (role === 'helper' ? helper : client).add(text)
    }
  }
  return { helper: [...helper], client: [...client] }
}

function turnsOf(line: string): { role: 'helper' | 'client'; text: string }[] {
  try {
    const record = JSON.parse(line) as { turns?: Record<string, string>[]; messages?: Record<string, string>[] }
    return (record.messages ?? record.turns ?? []).flatMap((turn) => {
      const role = turn.role ?? turn.speaker ?? ''
      const text = turn.content ?? turn.text
      return typeof text === 'string' && text
        ? [{ role: /assist|therap|couns|help/i.test(role) ? 'helper' : 'client', text }]
        : []
    })
  } catch {
    // The examples hold broken rows on purpose.
    return []
  }
}
