import type { Format, Reading } from '../types.ts'
import { detectTranscript } from './detect.ts'
import { type LabelStyle, masked, TranscriptLines } from './lines.ts'
import { readTurns } from './read.ts'

/**
 * Plain text that says who speaks before each turn, in one of several forms, with or without times. Lines without a
 * speaker belong to the turn before. A heading or separator line begins another conversation.
 */
export const transcript: Format = {
  name: 'transcript',
  detect: (sample) => detectTranscript(sample),

  read(source, reading, range, signal) {
    return readTurns(source, reading, range, signal, new TranscriptLines(styleOf(reading)))
  },
}

function styleOf({ settings }: Reading): LabelStyle {
  const style = settings as unknown as Partial<LabelStyle>
  const { form = 'colon', names = [], closed = false, numbered = null, furniture = [] } = style
  return { form, names: names.map((name) => masked(name)), closed, numbered, furniture }
}
