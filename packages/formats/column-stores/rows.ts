import type { ExportRecord, Parts } from '../writer.ts'
import { GroupColumn } from './columns.ts'
import { FIELDS } from './fields.ts'

/** What lies in one row group, or record batch: at most so many rows, and about so many bytes of JSON. */
const MOST_ROWS = 1000
const MOST_BYTES = 4 * 1024 * 1024

/**
 * The columns of canonical lines in groups that depend on the conversations alone, not on how they were cut into shards.
 * Columns are good until the next are asked for.
 */
export async function* groupsOf(parts: Parts): AsyncGenerator<GroupColumn> {
  const rows = new GroupColumn(FIELDS)
  rows.clear()
  let bytes = 0
  for await (const part of parts()) {
    const record = JSON.parse(Buffer.from(part.buffer, part.byteOffset, part.length).toString()) as ExportRecord
    rows.append({ ...record, quality: record.scores?.overall })
    bytes += part.length
    if (rows.length < MOST_ROWS && bytes < MOST_BYTES) continue
    yield rows
    rows.clear()
    bytes = 0
  }
  if (rows.length > 0) yield rows
}
