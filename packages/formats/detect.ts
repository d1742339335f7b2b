import { formats } from './registry.ts'
import type { Detection, Format, Sample } from './types.ts'

export interface Candidate {
  format: Format
  detection: Detection
}

/** All formats that a sample may be of, the likeliest first. Text that a conversion made is of that format alone. */
export function detect(sample: Sample): Candidate[] {
  return formats
    .filter(({ name, conversion }) => (sample.from === undefined ? !conversion : name === sample.from))
    .flatMap((format) => {
      const detection = format.detect(sample)
      return detection ? [{ format, detection }] : []
    })
    .toSorted((a, b) => b.detection.confidence - a.detection.confidence)
}
