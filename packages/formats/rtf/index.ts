import { transcript } from '../transcript/index.ts'
import type { ByteSource, Format, UnpackLimits } from '../types.ts'
import { RtfText } from './text.ts'

/**
 * Documents in rich text (RTF): paragraphs and tables, read as a transcript. Notes, headers and footers, pictures and what
 * was deleted with changes tracked are left out.
 */
export const rtf: Format = {
  ...transcript,
  name: 'rtf',
  conversion: {
    detect: (beginning) => /^\s*\{\\rtf/.test(Buffer.from(beginning.subarray(0, 64)).toString('latin1')),
    async *convert(source, limits, signal) {
      yield { path: '', content: textOf(source, limits, signal) }
    },
  },
}

async function* textOf(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const rtfText = new RtfText(limits)
  for await (const chunk of source.read()) {
    signal.throwIfAborted()
    rtfText.write(Buffer.from(chunk).toString('latin1'))
    const ready = rtfText.written.take()
    if (ready) yield ready
  }
  rtfText.end()
  const rest = rtfText.written.take(true)
  if (rest) yield rest
}
