import { WrittenCues } from '../cues/index.ts'
import type { ByteSource, Format, UnpackLimits } from '../types.ts'
import { vtt } from '../vtt/index.ts'
import { readXml, rootOf } from '../xml/index.ts'
import { TimedText } from './cues.ts'

/** Timed text (TTML, IMSC, DFXP, EBU-TT): its paragraphs are cues, and are read as those of WebVTT. */
export const ttml: Format = {
  ...vtt,
  name: 'ttml',
  conversion: {
    detect: async (beginning, source) => /^(?:\w+:)?tt$/.test((await rootOf(beginning, source)) ?? ''),
    async *convert(source, limits, signal) {
      yield { path: '', content: cuesOf(source, limits, signal) }
    },
  },
}

async function* cuesOf(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const timed = new TimedText()
  let written: WrittenCues | undefined
  for await (const _ of readXml(source.read(), limits, timed)) {
    signal.throwIfAborted()
    written ??= new WrittenCues(timed.language)
    for (const cue of timed.cues.splice(0)) written.cue(cue)
    const ready = written.take()
    if (ready) yield ready
  }
  const rest = written?.take(true)
  if (rest) yield rest
}
