import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { writeConversations } from '@techdeck/bench/conversations'

/** About what one generated conversation of 73 turns takes as a line of OpenAI messages. */
const BYTES_OF_ONE = 9000

/** Writes OpenAI messages, a conversation a line, of at least so many bytes. Says how many there are. */
export async function writeBigJsonl(path: string, bytes: number): Promise<{ conversations: number; bytes: number }> {
  for (let conversations = Math.ceil(bytes / BYTES_OF_ONE); ; conversations = Math.ceil(conversations * 1.1)) {
    const written = await writeConversations(path, conversations)
    if (written.bytes >= bytes) return { conversations, bytes: written.bytes }
  }
}

/** Writes the conversations of such a file as a table, a turn a row. */
export async function writeCsvOf(jsonl: string, path: string): Promise<{ bytes: number }> {
  const out = createWriteStream(path)
  let bytes = 0
  const write = async (text: string) => {
    bytes += Buffer.byteLength(text)
    if (!out.write(text)) await once(out, 'drain')
  }
  await write('session,speaker,text\n')
  for await (const line of createInterface({ input: createReadStream(jsonl), crlfDelay: Infinity })) {
    const { id, messages } = JSON.parse(line) as { id: string; messages: { role: string; content: string }[] }
    const rows = messages.map(({ role, content }) => `${id},${SPEAKERS[role]},"${content.replaceAll('"', '""')}"\n`)
    await write(rows.join(''))
  }
  out.end()
  await once(out, 'finish')
  return { bytes }
}

const SPEAKERS: Readonly<Record<string, string>> = { assistant: 'Therapist', user: 'Client' }
