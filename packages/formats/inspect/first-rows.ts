import { detect } from '../detect.ts'
import type { ByteSource, SourceRow } from '../types.ts'
import { firstMark, type InspectOptions, isClose, readingOf } from './inspect.ts'
import { takeSample } from './sample.ts'

/** What a file would hold if it were read in one way. */
export interface ReadingSample {
  format: string
  rows: SourceRow[]
}

/**
 * The first rows of a file under each reading that is likely, the likeliest first, so that people see which one is right;
 * none where there is but one. The rows are content: they are for who asked, and for no log.
 *
 * @throws UnprocessableFileError when the file is empty, binary or of no known format
 */
export async function firstRows(source: ByteSource, options: InspectOptions, count: number): Promise<ReadingSample[]> {
  const { file, signal, mapping: given, from } = options
  const { sample, detected } = await takeSample(source, file, { given, from })
  const candidates = detect(sample).filter((candidate, _, [best]) => isClose(candidate, best))
  if (candidates.length < 2) return []
  const samples: ReadingSample[] = []
  for (const candidate of candidates) {
    const reading = readingOf(candidate, detected, given)
    const range = { file, start: firstMark(reading), end: source.size }
    const rows: SourceRow[] = []
    for await (const { row } of candidate.format.read(source, reading, range, signal)) {
      if (row && row.turns.length > 0) rows.push(row)
      if (rows.length >= count) break
    }
    samples.push({ format: candidate.format.name, rows })
  }
  return samples
}
