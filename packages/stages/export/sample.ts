import type { Conversation, ExportFormat } from '@techdeck/contracts'
import { WRITERS } from '@techdeck/formats/writers'
import type { ExportOptions } from './contract.ts'

/** A file of a format with these conversations alone, as an export with these options would write it. */
export async function fileOf(
  format: ExportFormat,
  conversations: readonly Conversation[],
  options: ExportOptions,
): Promise<Buffer> {
  const { part, join } = WRITERS[format]
  const write = await part.open(options)
  async function* parts(): AsyncGenerator<Uint8Array> {
    for (const conversation of conversations) yield Buffer.from(write(conversation))
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of join(parts, options)) chunks.push(Uint8Array.from(chunk))
  return Buffer.concat(chunks)
}
