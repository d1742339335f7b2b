import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ResumableUpload, UploadPart } from '@techdeck/contracts'
import { ChecksumMismatchError, ConflictError, PayloadTooLargeError, newId } from '@techdeck/core'
import type { DataKey } from '@techdeck/pipeline'
import type { ApiDeps } from '../deps.ts'
import type { Checksum } from './context.ts'

/** A part ends at so many bytes, or when it has taken so long: what is under way is all that a killed process loses. */
const PART_BYTES = 8 * 1024 * 1024
const PART_MS = 5000
/** One record names all parts. */
const MAX_PARTS = 50_000
/** Parts of a long upload are longer, so that there are never too many. */
const FEW_PARTS = 4000

export type PartDeps = Pick<ApiDeps, 'artifacts' | 'keys' | 'keyRing' | 'resumables' | 'clock' | 'settings'>

/** Where an upload's parts and metadata lie. */
export const folderOf = (id: string): string => `uploads/${id}`
export const metadataOf = (id: string): string => `${folderOf(id)}/metadata`

/** The key of an upload's own. @throws ConflictError once it is destroyed */
export async function uploadKey({ keys, keyRing }: PartDeps, { dataKeyId }: ResumableUpload): Promise<DataKey> {
  const wrapped = await keys.get(dataKeyId)
  if (!wrapped) throw new ConflictError('The upload is over.')
  return keyRing.unwrap(wrapped)
}

/**
 * Adds bytes to an upload that stands at `upload.offset`, as sealed parts that count as soon as each is on the disk.
 * With a checksum none of them counts before all have come as they were sent.
 *
 * @returns where the upload stands now
 * @throws ConflictError when somebody else added to it meanwhile; nothing of this call counts from then on
 * @throws ChecksumMismatchError
 */
export async function appendParts(
  deps: PartDeps,
  upload: ResumableUpload,
  bytes: AsyncIterable<Uint8Array>,
  checksum?: Checksum,
): Promise<number> {
  const { artifacts } = deps
  const dataKey = await uploadKey(deps, upload)
  const partBytes = Math.max(PART_BYTES, Math.ceil(upload.sizeBytes / FEW_PARTS))
  const hash = checksum && createHash(checksum.algorithm)
  const waiting: UploadPart[] = []
  let { offset } = upload
  let parts = upload.parts.length
  const chunks = bytes[Symbol.asyncIterator]()
  let next = await chunks.next()

  async function* part() {
    const until = performance.now() + PART_MS
    for (let taken = 0; !next.done && taken < partBytes && (taken === 0 || performance.now() < until);) {
      taken += next.value.length
      hash?.update(next.value)
      yield next.value
      next = await chunks.next()
    }
  }

  try {
    while (!next.done) {
      if (++parts > MAX_PARTS)
        throw new PayloadTooLargeError(`An upload has at most ${MAX_PARTS} parts; send more bytes in each request.`)
      const name = `${offset}.${newId()}`
      waiting.push({ name, sizeBytes: 0 })
      const { sizeBytes } = await artifacts.write(`${folderOf(upload.id)}/${name}`, dataKey, part())
      waiting[waiting.length - 1].sizeBytes = sizeBytes
      offset += sizeBytes
      if (!hash) await commit()
    }
    if (hash && hash.digest('base64') !== checksum?.digest)
      throw new ChecksumMismatchError('The bytes that came are not those that were sent.')
    if (waiting.length > 0) await commit()
  } catch (error) {
    await Promise.allSettled(waiting.map(({ name }) => artifacts.remove(`${folderOf(upload.id)}/${name}`)))
    throw error
  }
  return offset

  async function commit(): Promise<void> {
    // Whether they count is unknown when this throws: then they stay, and are swept with the upload.
    const committed = waiting.splice(0)
    const from = offset - committed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    if (await deps.resumables.append(upload.id, from, committed, expiryOf(deps))) return
    waiting.push(...committed)
    throw new ConflictError('The upload does not stand where these bytes begin.')
  }
}

/** When an upload expires to which nothing more comes. */
export const expiryOf = ({ clock, settings }: Pick<PartDeps, 'clock' | 'settings'>): Date =>
  new Date(clock.now().getTime() + settings.uploads.ttlMs)

/** All bytes of an upload, in order. */
export async function* readParts(deps: PartDeps, upload: ResumableUpload): AsyncGenerator<Uint8Array> {
  const dataKey = await uploadKey(deps, upload)
  for (const { name } of upload.parts) {
    const reader = await deps.artifacts.open(`${folderOf(upload.id)}/${name}`, dataKey)
    try {
      yield* reader.read()
    } finally {
      await reader.close()
    }
  }
}

/** Makes an upload's bytes and metadata unreadable, then removes them. Doing it again changes nothing. */
export async function removeParts({ artifacts, keys }: PartDeps, id: string): Promise<void> {
  await keys.destroy(id)
  for await (const { key } of artifacts.list(folderOf(id))) await artifacts.remove(key)
}

/** A request's body as far as it came: a connection that breaks ends it, and what has come counts. */
export async function* untilBroken(body: unknown): AsyncGenerator<Uint8Array> {
  if (!(body instanceof Readable)) return
  try {
    yield* body
  } catch {
    return
  }
}
