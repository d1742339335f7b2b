import { collectBytes } from '@techdeck/core'
import { WrittenCues } from '../cues/index.ts'
import { decodeLoosely, detectEncoding } from '../encoding/index.ts'
import { passed, refused } from '../refused.ts'
import type { ByteSource, Format, UnpackLimits } from '../types.ts'
import { vtt } from '../vtt/index.ts'
import { dialoguesIn } from './dialogues.ts'

const CHUNK = 256

/** Subtitles of Aegisub and its kin (ASS, SSA): each event is a cue of who its name says, in the order of time. */
export const ass: Format = {
  ...vtt,
  name: 'ass',
  conversion: {
    detect: (beginning) => /^(?:;[^\n]*\n|\s)*\[Script Info\]/i.test(textOf(beginning.subarray(0, 2000))),
    async *convert(source, limits, signal) {
      yield { path: '', content: cuesOf(source, limits, signal) }
    },
  },
}

/** Events stand in any order, so that all are held at once. */
async function* cuesOf(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (source.size > limits.maxSubtitleBytes)
    throw refused(
      'too_large',
      ['The subtitles are too large to be held at once.', 'Save them as WebVTT or SubRip, and upload that.'],
      passed('maxSubtitleBytes', limits),
    )
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
