import { readCues, surveyCues } from '../cues/index.ts'
import type { Detection, Format, Sample } from '../types.ts'

/** WebVTT: cues with times, voices in `<v Name>` or before a colon. Notes, styles and regions are passed over. */
export const vtt: Format = {
  name: 'vtt',
  detect,

  read(source, reading, range, signal) {
    return readCues(source, reading, range, signal, isComment)
  },
}

const isComment = (block: string): boolean => /^\ufeff?(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)/.test(block)

function detect(sample: Sample): Detection | null {
  if (!/^WEBVTT(?:\s|$)/.test(sample.text)) return null
  const { cues, style } = surveyCues(sample, isComment)
  if (cues.length === 0) return null
  const language = /^Language:\s*([\w-]{2,35})\s*$/m.exec(sample.text.split(/\r?\n\r?\n/, 1)[0])?.[1]
  const voices = style.labelled ? 'that name who speaks' : 'without names of speakers'
  return {
    confidence: 0.99,
    saw: `The word WEBVTT, then cues with times, ${voices}.`,
    settings: { ...style, ...(language !== undefined && { language }) },
    mapping: {},
  }
}
