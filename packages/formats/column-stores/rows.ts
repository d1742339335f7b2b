import type { Finding, Turn } from '@techdeck/contracts'
import type { ExportRecord, Parts } from '../writer.ts'

/** A conversation as column stores have it. What has no fixed members is text of JSON, since columns have one type. */
export interface StoredRow {
  id: string
  language: string
  split: string | null
  weight: number | null
  quality: number | null
  source: { dataset_id: string; file: string; line: number | null; row: number | null; byte_offset: number | null }
  turns: StoredTurn[]
  metadata: string
  labels: string
  scores: string | null
  findings: Finding[] | null
}

export interface StoredTurn {
  index: number
  role: string
  speaker: string | null
  text: string
  time_s: number | null
  marks: string[] | null
  labels: string | null
}

/** What lies in one row group, or record batch: at most so many rows, and about so many bytes of JSON. */
const MOST_ROWS = 1000
const MOST_BYTES = 4 * 1024 * 1024

/** Rows of canonical lines in groups that depend on the conversations alone, not on how they were cut into shards. */
export async function* groupsOf(parts: Parts): AsyncGenerator<StoredRow[]> {
  let rows: StoredRow[] = []
  let bytes = 0
  for await (const part of parts()) {
    rows.push(rowOf(JSON.parse(Buffer.from(part).toString()) as ExportRecord))
    bytes += part.length
    if (rows.length < MOST_ROWS && bytes < MOST_BYTES) continue
    yield rows
    rows = []
    bytes = 0
  }
  if (rows.length > 0) yield rows
}

function rowOf(record: ExportRecord): StoredRow {
  const { id, language, split, weight, source, turns, metadata, labels, scores, findings } = record
  const { dataset_id, file, line, row, byte_offset } = source
  return {
    id,
    language,
    split: split ?? null,
    weight: weight ?? null,
    quality: scores?.overall ?? null,
    source: { dataset_id, file, line: line ?? null, row: row ?? null, byte_offset: byte_offset ?? null },
    turns: turns.map(turnOf),
    metadata: JSON.stringify(metadata),
    labels: JSON.stringify(labels),
    scores: scores ? JSON.stringify(scores) : null,
    findings: findings ?? null,
  }
}

const turnOf = ({ index, role, speaker, text, time_s, marks, labels }: Turn): StoredTurn => ({
  index,
  role,
  speaker: speaker ?? null,
  text,
  time_s: time_s ?? null,
  marks: marks ?? null,
  labels: labels ? JSON.stringify(labels) : null,
})
