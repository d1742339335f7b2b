import type { UnpackLimits } from '../types.ts'
import type { DocumentText } from './document-text.ts'
import { readXml, type XmlHandler } from '../xml/parse.ts'

/** What a handler writes of a part of a document, as it is read. */
export async function* documentContent(
  part: AsyncIterable<Uint8Array>,
  handler: XmlHandler & { readonly written: DocumentText },
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const _ of readXml(part, limits, handler)) {
    signal.throwIfAborted()
    const ready = handler.written.take()
    if (ready) yield ready
  }
  const rest = handler.written.take(true)
  if (rest) yield rest
}
