import { formats } from './registry.ts'
import type { Detection, Format, Sample } from './types.ts'

export interface Candidate {
  format: Format
  detection: Detection
}

/** How much of the best reading's confidence another one needs, so that people should look. */
const CLOSE = 0.8

/** Of the formats that a sample may be of, those that are nearly as likely as the best; one that the owner chose comes first. */
export function likely(candidates: readonly Candidate[], chosen?: string): Candidate[] {
  const least = (candidates[0]?.detection.confidence ?? 0) * CLOSE
  const isChosen = ({ format }: Candidate) => format.name === chosen
  const close = candidates.filter((one) => isChosen(one) || one.detection.confidence >= least)
  return [...close.filter(isChosen), ...close.filter((one) => !isChosen(one))]
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
