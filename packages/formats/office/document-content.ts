import type { DocumentText } from './document-text.ts'
import { readXml, type XmlHandler } from '../xml/parse.ts'

/** Characters of a paragraph, or of a row of a table. */
export const LONGEST = 16 * 1024 * 1024

/** What a handler writes of a part of a document, as it is read. */
export async function* documentContent(
  part: AsyncIterable<Uint8Array>,
  handler: XmlHandler & { readonly written: DocumentText },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const _ of readXml(part, handler)) {
    signal.throwIfAborted()
    const ready = handler.written.take()
    if (ready) yield ready
  }
  const rest = handler.written.take(true)
  if (rest) yield rest
}
