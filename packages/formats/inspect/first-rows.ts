import { detect, likely } from '../detect.ts'
import type { ByteSource, SourceRow } from '../types.ts'
import { firstMark, type InspectOptions, readingOf, within } from './inspect.ts'
import { takeSample } from './sample.ts'

/** Rows are looked for in so many bytes at the beginning of a file. */
const BEGINNING = 4 * 1024 * 1024

/** What a file would hold if it were read in one way. */
export interface ReadingSample {
  format: string
  rows: SourceRow[]
}

/**
 * The first rows of a file under each reading that is likely, the likeliest or the chosen one first, so that people see
 * which one is right. The rows are content: they are for who asked, and for no log.
 *
 * @throws UnprocessableFileError when the file is empty, binary or of no known format
 */
export async function firstRows(source: ByteSource, options: InspectOptions, count: number): Promise<ReadingSample[]> {
  const { file, signal, mapping: given, format: chosen, from, limits } = options
  const { sample, detected } = await takeSample(source, file, { given, from })
  const samples: ReadingSample[] = []
  for (const candidate of likely(detect(sample), chosen)) {
    const reading = within(readingOf(candidate, detected, given), limits)
    const range = { file, start: firstMark(reading), end: Math.min(source.size, BEGINNING) }
    const rows: SourceRow[] = []
    for await (const { row } of candidate.format.read(source, reading, range, signal)) {
      if (row && row.turns.length > 0) rows.push(row)
      if (rows.length >= count) break
    }
    samples.push({ format: candidate.format.name, rows })
  }
  return samples
}
