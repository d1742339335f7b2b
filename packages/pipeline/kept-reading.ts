import type { DatasetFile } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { firstRows, type Inspection, type Mapping, type Reading, type ReadingSample } from '@techdeck/formats'
import type { ArtifactStore, DataKey } from './ports.ts'
import { readJson, withArtifact } from './run-shard.ts'

type Artifacts = Pick<ArtifactStore, 'open'>

/** What inspection keeps of a file beside its rows: how it is read, and what else was seen. Content, so it lies encrypted. */
export type KeptReading = Reading & Partial<Pick<Inspection, 'saw' | 'speakers' | 'alternatives'>>

/** What is kept of an inspection. */
export const keptReading = ({ reading, saw, speakers, alternatives }: Inspection): KeptReading => ({
  ...reading,
  saw,
  speakers,
  alternatives,
})

/** How a file is read; `null` where it could not be, or holds others. */
export async function readingOfFile(
  artifacts: Artifacts,
  { inspection }: DatasetFile,
  dataKey: DataKey,
): Promise<KeptReading | null> {
  return inspection === undefined ? null : readJson<KeptReading>(artifacts, inspection, dataKey)
}

/**
 * The first rows of a file under its reading, and under each that is nearly as likely. Only the beginning of the file is
 * read. @throws {@link NotFoundError} where the file has no rows
 */
export async function firstRowsOf(
  artifacts: Artifacts,
  file: DatasetFile,
  dataKey: DataKey,
  count: number,
  signal: AbortSignal,
): Promise<ReadingSample[]> {
  const { ordinal, artifact, plain = artifact, mapping: given, readAs, from } = file
  if (file.inspection === undefined) throw new NotFoundError('The file has no rows that can be read.')
  const mapping = given === undefined ? undefined : await readJson<Mapping>(artifacts, given, dataKey)
  const options = {
    file: ordinal,
    signal,
    ...(mapping && { mapping }),
    ...(readAs !== undefined && { format: readAs }),
    ...(from !== undefined && { from }),
  }
  return withArtifact(artifacts, plain, dataKey, (source) => firstRows(source, options, count))
}
