import { inspectFile, type Inspection, type Mapping } from '@techdeck/formats'
import { createScratch } from './scratch.ts'
import { openLocal } from './source.ts'

/** What `inspect --json` prints; scripts rely on the fields up to `problems`. */
export interface InspectionView {
  format: string
  encoding: string
  confidence: number
  conversations: number
  turns: number
  roles: Inspection['roles']
  mapping: Mapping
  /** Rows that cannot be read. */
  quarantined: number
  problems: Inspection['problems']
  rows: number
  compression: string | null
  scattered: boolean
  alternatives: Inspection['alternatives']
}

/**
 * Reads one file once, without a server, and says what it is and what it holds.
 *
 * @throws UnprocessableFileError when it holds no conversations that can be read.
 */
export async function inspectLocal(path: string, signal: AbortSignal): Promise<InspectionView> {
  await using scratch = await createScratch()
  await using opened = await openLocal(path, scratch, signal)
  const found = await inspectFile(opened.source, { file: 0, signal })
  return {
    format: found.reading.format,
    encoding: found.reading.encoding,
    confidence: found.confidence,
    conversations: found.conversations,
    turns: found.turns,
    roles: found.roles,
    mapping: found.reading.mapping,
    quarantined: found.badRows,
    problems: found.problems,
    rows: found.rows,
    compression: opened.compression,
    scattered: found.scattered,
    alternatives: found.alternatives,
  }
}
