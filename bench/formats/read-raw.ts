import { readFile } from 'node:fs/promises'
import type { RawConversation } from '@techdeck/stages'

/** OpenAI messages, one conversation a line, as ingestion would hand them on. */
export async function readRaw(path: string): Promise<RawConversation[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n')
  return lines.map((line, at) => {
    const { messages } = JSON.parse(line) as { messages: { role: string; content: string }[] }
    return {
      id: at.toString(16).padStart(64, '0'),
      position: { file: 0, byteOffset: at, line: at + 1, row: at + 1 },
      turns: messages.map(({ role, content }) => ({ speaker: role, text: content })),
      metadata: {},
      labels: {},
    }
  })
}
