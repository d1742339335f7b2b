import {
  fileSource,
  Keeper,
  unpack,
  UNPACK_LIMITS,
  type ByteSource,
  type Leaf,
  type Unpacked,
  type UnpackLimits,
} from '@techdeck/formats'
import type { Scratch } from './scratch.ts'

export interface LocalFile extends Unpacked {
  /** Opens a part for reading at any place, for the time of `use`. */
  read<T>(part: Leaf, use: (source: ByteSource) => Promise<T>): Promise<T>
}

/**
 * Opens a local file, and takes it apart where it is packed or no text. What comes out of it lies sealed in the scratch
 * until that is disposed of.
 *
 * @throws UnprocessableFileError when it cannot be unpacked.
 */
export async function openLocal(
  path: string,
  scratch: Scratch,
  signal: AbortSignal,
  limits: Partial<UnpackLimits> = {},
): Promise<LocalFile> {
  const file = await fileSource(path)
  const keeper = new Keeper(scratch.artifacts, scratch.dataKey, scratch.dataKey.datasetId)
  const unpacked = await unpack(file, keeper, { limits: { ...UNPACK_LIMITS, ...limits }, signal })
  return { ...unpacked, read: ({ kept }, use) => (kept ? keeper.with(kept, use) : use(file)) }
}
