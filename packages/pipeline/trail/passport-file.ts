import type { DatasetFile, PassportFile } from '@techdeck/contracts'
import type { Reading } from '@techdeck/formats'
import type { ArtifactStore, DataKey } from '../ports.ts'
import { readJson } from '../run-shard.ts'

/** How a file was read. Which speaker has which role is left out: speakers have names. */
export async function readPassportFile(
  artifacts: Pick<ArtifactStore, 'open'>,
  dataKey: DataKey,
  { ordinal, name, format, encoding, inspection }: DatasetFile,
): Promise<PassportFile> {
  const reading = inspection === undefined ? null : await readJson<Reading>(artifacts, inspection, dataKey)
  const { roles: _, ...columns } = reading?.mapping ?? {}
  return {
    ordinal,
    name,
    ...(format !== undefined && { format }),
    ...(encoding !== undefined && { encoding }),
    mapping: Object.fromEntries(Object.entries(columns).filter(([, column]) => column.length > 0)),
  }
}
