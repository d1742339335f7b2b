import type { ReadItem, SourceRow } from '@techdeck/formats'
import type { ArtifactReader } from '../ports.ts'
import { ShardFileWriter, openShardFile } from '../shard-file/index.ts'

// Mended rows of a data set: a section for each file that has some, by the file's hash, in order of their places. They
// stand beside the files, which stay as they were uploaded: a row that could not be read is read from here instead.

/** Most mended rows that one data set may have. */
export const MOST_MENDED = 10_000

export interface MendedRow {
  fileSha256: string
  row: SourceRow
}

export function* mendedFile(rows: readonly MendedRow[]): Iterable<Uint8Array> {
  const writer = new ShardFileWriter()
  const inOrder = rows.toSorted(
    (a, b) =>
      (a.fileSha256 < b.fileSha256 ? -1 : Number(a.fileSha256 > b.fileSha256)) ||
      a.row.position.byteOffset - b.row.position.byteOffset,
  )
  for (const { fileSha256, row } of inOrder) writer.add(fileSha256, row)
  yield* writer.finish()
}

/** All mended rows of a data set. */
export async function allMended(reader: ArtifactReader): Promise<MendedRow[]> {
  const file = await openShardFile(reader)
  const rows: MendedRow[] = []
  for (const fileSha256 of file.sections)
    for await (const row of file.items(fileSha256)) rows.push({ fileSha256, row: row as SourceRow })
  return rows
}

/** The mended rows of one file, by their places in it. */
export async function mendedOf(
  reader: ArtifactReader,
  { ordinal, sha256 }: { ordinal: number; sha256: string },
): Promise<ReadonlyMap<number, SourceRow>> {
  const mended = new Map<number, SourceRow>()
  for await (const item of (await openShardFile(reader)).items(sha256)) {
    const row = item as SourceRow
    mended.set(row.position.byteOffset, { ...row, position: { ...row.position, file: ordinal } })
  }
  return mended
}

/** Rows as they are read, with mended ones in place of those that could not be. */
export async function* withMended(
  batches: AsyncIterable<readonly ReadItem[]>,
  reader: ArtifactReader,
  file: { ordinal: number; sha256: string },
): AsyncIterable<readonly ReadItem[]> {
  const mended = await mendedOf(reader, file)
  for await (const batch of batches)
    yield batch.map((item): ReadItem => {
      const row = item.bad && mended.get(item.bad.position.byteOffset)
      return row ? { row } : item
    })
}
