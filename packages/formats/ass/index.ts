import { UnprocessableFileError, collectBytes } from '@techdeck/core'
import { WrittenCues } from '../cues/index.ts'
import { decodeLoosely, detectEncoding } from '../encoding/index.ts'
import type { ByteSource, Format } from '../types.ts'
import { vtt } from '../vtt/index.ts'
import { dialoguesIn } from './dialogues.ts'

/** Events stand in any order, so that all are held at once; an evening's subtitles are 100 kB. */
const MOST_BYTES = 32 * 1024 * 1024
const CHUNK = 256

/** Subtitles of Aegisub and its kin (ASS, SSA): each event is a cue of who its name says, in the order of time. */
export const ass: Format = {
  ...vtt,
  name: 'ass',
  conversion: {
    detect: (beginning) => /^(?:;[^\n]*\n|\s)*\[Script Info\]/i.test(textOf(beginning.subarray(0, 2000))),
    async *convert(source, _limits, signal) {
      yield { path: '', content: cuesOf(source, signal) }
    },
  },
}

async function* cuesOf(source: ByteSource, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (source.size > MOST_BYTES)
    throw new UnprocessableFileError('The subtitles are too large to be held at once.', {
      details: { reason: 'too_large' },
      userMessage: 'The subtitles are too large to be held at once. Save them as WebVTT or SubRip, and upload that.',
    })
  const cues = dialoguesIn(textOf(await collectBytes(source.read())))
  const written = new WrittenCues()
  for (const [at, cue] of cues.entries()) {
    written.cue(cue)
    const ready = at % CHUNK === 0 ? written.take() : null
    signal.throwIfAborted()
    if (ready) yield ready
  }
  const rest = written.take(true)
  if (rest) yield rest
}

function textOf(bytes: Uint8Array): string {
  const encoding = detectEncoding(bytes)
  return decodeLoosely(encoding?.encoding ?? 'utf-8', bytes.subarray(encoding?.bom ?? 0))
}
