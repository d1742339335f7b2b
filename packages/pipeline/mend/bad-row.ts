import type { Dataset, DatasetFile } from '@techdeck/contracts'
import { NotFoundError, collectBytes } from '@techdeck/core'
import {
  readFile,
  readMark,
  textEncoding,
  type BadRowReason,
  type Mark,
  type Reading,
  type SourcePosition,
} from '@techdeck/formats'
import type { ArtifactStore, DataKey } from '../ports.ts'
import { readJson, withArtifact } from '../run-shard.ts'

/** A row that is longer than this is not shown: it has to be mended in its file. */
const MOST_BYTES = 1024 * 1024

/** A row that could not be read, as it stands in its file. */
export interface BadRowFound {
  file: DatasetFile
  position: SourcePosition
  reason: BadRowReason
  reading: Reading
  /** What a mark at its place would hold, so that reading may start there. */
  mark: Mark
  /** All of it; `null` where it is too long or has other bytes than its encoding allows. */
  content: string | null
}

/**
 * Finds a row that could not be read by its place, and how far it goes: to where the next row begins. It reads the part of
 * the file that lies between two marks.
 *
 * @throws {@link NotFoundError} when there is no such row
 */
export async function findBadRow(
  { artifacts }: { artifacts: Pick<ArtifactStore, 'open'> },
  { files }: Pick<Dataset, 'files'>,
  dataKey: DataKey,
  place: { file: number; byteOffset: number },
  signal: AbortSignal,
): Promise<BadRowFound> {
  const file = files.find(({ ordinal }) => ordinal === place.file)
  const { inspection, marks, shards = 0 } = file ?? {}
  if (!file || inspection === undefined || marks === undefined || shards === 0) throw noSuchRow()
  const reading = await readJson<Reading>(artifacts, inspection, dataKey)
  return withArtifact(artifacts, file.plain ?? file.artifact, dataKey, async (source) => {
    const { start, end } = await rangeOf(artifacts, dataKey, marks, shards, place.byteOffset, source.size)
    let begin = start.byteOffset - start.state
    let key: string | undefined
    let found: Pick<BadRowFound, 'position' | 'reason' | 'mark'> | null = null
    let next = end
    for await (const { row, bad } of readFile(source, reading, { file: place.file, start, end }, signal)) {
      const { position } = row ?? bad
      if (found) {
        next = position.byteOffset
        break
      }
      if (row && (row.key === undefined || row.key !== key)) {
        key = row.key
        if (position.byteOffset !== start.byteOffset) begin = position.byteOffset
      }
      if (!bad || position.byteOffset !== place.byteOffset) continue
      const { byteOffset, line, row: number } = position
      found = { position, reason: bad.reason, mark: { byteOffset, line, row: number, state: byteOffset - begin } }
    }
    if (!found) throw noSuchRow()
    const bytes = next - place.byteOffset
    const content =
      bytes > MOST_BYTES
        ? null
        : textEncoding(reading.encoding).decode(await collectBytes(source.read(place.byteOffset, next)))
    return { file, reading, content, ...found }
  })
}

const noSuchRow = (): NotFoundError =>
  new NotFoundError('There is no such row among those that could not be read.', {
    userMessage: 'There is no such row among those that could not be read. The list of the quarantine has their ids.',
  })

/** The part of a file between two marks in which a place lies. */
async function rangeOf(
  artifacts: Pick<ArtifactStore, 'open'>,
  dataKey: DataKey,
  marks: string,
  shards: number,
  byteOffset: number,
  size: number,
): Promise<{ start: Mark; end: number }> {
  return withArtifact(artifacts, marks, dataKey, async (reader) => {
    let [low, high] = [0, shards - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((await readMark(reader, middle)).byteOffset <= byteOffset) low = middle
      else high = middle - 1
    }
    const start = await readMark(reader, low)
    return { start, end: low + 1 < shards ? (await readMark(reader, low + 1)).byteOffset : size }
  })
}
