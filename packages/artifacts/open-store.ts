import type { ArtifactStore } from './artifact-store.ts'
import { artifactEnvironment } from './env.ts'
import { createFolderStore } from './folder/folder-store.ts'
import { isS3, readS3Place } from './s3/s3-place.ts'

/**
 * The store at a location: a folder, or `s3://bucket/path`. What speaks to S3 is loaded for those who use it.
 *
 * @throws ValidationError for an address that is none
 */
export async function openArtifactStore(location: string, environment = artifactEnvironment()): Promise<ArtifactStore> {
  if (!isS3(location)) return createFolderStore(location)
  const place = readS3Place(location, environment)
  const { createS3Store } = await import('./s3/s3-store.ts')
  return createS3Store(place)
}
