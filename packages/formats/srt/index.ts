import { isTiming, readCues, surveyCues } from '../cues/index.ts'
import { isHeading } from '../transcript/lines.ts'
import type { Detection, Format, Sample } from '../types.ts'

/** SubRip subtitles, and text of the same make: blocks of a number, two times, and what was said between them. */
export const srt: Format = {
  name: 'srt',
  detect,

  read(source, reading, range, signal) {
    return readCues(source, reading, range, signal, isTitle)
  },
}

/** A heading above the cues, which nobody said. */
const isTitle = (block: string): boolean => !block.trim().includes('\n') && isHeading(block.trim())

function detect(sample: Sample): Detection | null {
  const begin = sample.text.slice(0, 4096).split('\n', 20)
  if (/^\s*WEBVTT/.test(sample.text) || !begin.some(isTiming)) return null
  const { cues, share, style } = surveyCues(sample, isTitle)
  if (cues.length === 0 || share < 0.5) return null
  const voices = style.labelled ? 'that name who speaks' : 'without names of speakers'
  return {
    confidence: 0.98 * share,
    saw: `Subtitles: numbered cues with times, ${voices}.`,
    settings: { ...style },
    mapping: {},
  }
}
