import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { seeded } from '@techdeck/core'
import { writeConversations } from '../lib/conversations.ts'

interface Conversation {
  id: string
  messages: { role: string; content: string }[]
}

/** Conversations by the megabyte: one a line as JSON, or one turn a row as CSV with every text quoted. */
export async function writeTable(path: string, format: 'jsonl' | 'csv', bytes: number): Promise<void> {
  async function* rows() {
    if (format === 'csv') yield 'conversation_id,speaker,text\n'
    for await (const one of conversations(path, 2000, Infinity))
      yield format === 'jsonl'
        ? `${JSON.stringify(one)}\n`
        : one.messages.map(({ role, content }) => `${one.id},${role},"${content.replaceAll('"', '""')}"\n`).join('')
  }
  await writeText(path, rows(), bytes)
}

/** Conversations of which one in ten is an earlier one with about one word in 50 changed. */
export async function writeDuplicates(path: string, count: number): Promise<void> {
  const random = seeded(7)
  const edited = (text: string): string =>
    text
      .split(' ')
      .map((word) => (random.chance(0.02) ? `other${random.below(1000)}` : word))
      .join(' ')
  async function* lines() {
    const earlier: Conversation[] = []
    for await (const one of conversations(path, count, 1)) {
      const copied = earlier.length > 0 && random.chance(0.1) ? earlier[random.below(earlier.length)] : null
      if (earlier.length < 1000) earlier.push(one)
      const messages = copied?.messages.map(({ role, content }) => ({ role, content: edited(content) }))
      yield `${JSON.stringify({ id: one.id, messages: messages ?? one.messages })}\n`
    }
  }
  await writeText(path, lines(), Infinity)
}

/** Made-up conversations, `count` for each of so many seeds. */
async function* conversations(path: string, count: number, seeds: number): AsyncGenerator<Conversation> {
  const part = `${path}.part`
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      await writeConversations(part, count, seed)
      for await (const line of createInterface({ input: createReadStream(part) }))
        yield JSON.parse(line) as Conversation
    }
  } finally {
    await rm(part)
  }
}

async function writeText(path: string, pieces: AsyncIterable<string>, bytes: number): Promise<void> {
  const out = createWriteStream(path)
  let written = 0
  for await (const piece of pieces) {
    written += piece.length
    if (!out.write(piece)) await once(out, 'drain')
    if (written >= bytes) break
  }
  out.end()
  await once(out, 'finish')
}
