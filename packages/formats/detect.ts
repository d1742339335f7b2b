import { formats } from './registry.ts'
import type { Detection, Format, Sample } from './types.ts'

export interface Candidate {
  format: Format
  detection: Detection
}

/** All formats that a sample may be of, the likeliest first. */
export function detect(sample: Sample): Candidate[] {
  return formats
    .flatMap((format) => {
      const detection = format.detect(sample)
      return detection ? [{ format, detection }] : []
    })
    .toSorted((a, b) => b.detection.confidence - a.detection.confidence)
}
