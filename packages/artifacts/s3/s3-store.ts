import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
  paginateListObjectsV2,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { NotFoundError } from '@techdeck/core'
import { openSealed } from '@techdeck/crypto/content'
import { checkKey, checkPrefix, SUFFIX } from '../artifact-key.ts'
import type { ArtifactReader, ArtifactStore } from '../artifact-store.ts'
import { sealArtifact } from '../sealed-artifact.ts'
import { ask, isMissing } from './s3-errors.ts'
import type { S3Place } from './s3-place.ts'

/** What goes over in one request; smaller artifacts are one. At least 5 MiB, by S3's rules; 10,000 parts are the most. */
const PART_BYTES = 8 * 1024 * 1024
/** Parts on their way at once, each of which is held in memory. */
const PARTS_AT_ONCE = 2
/** Requests that are not answered. */
const TIMEOUT_MS = 30_000
const ATTEMPTS = 4

/**
 * Artifacts as objects of a bucket, which has to be there. Any S3 that is consistent after a write will do.
 *
 * A writer's parts become an object when all of them are there, so readers see whole artifacts only. Whoever has one open
 * that is replaced or removed meanwhile is told so at the next piece, and never given pieces of two.
 * Credentials and region are found as the AWS command line finds them.
 */
export function createS3Store({ bucket, prefix, endpoint }: S3Place, settings: S3ClientConfig = {}): ArtifactStore {
  const client = new S3Client({
    ...(endpoint && { endpoint, forcePathStyle: true }),
    maxAttempts: ATTEMPTS,
    requestHandler: { requestTimeout: TIMEOUT_MS, connectionTimeout: TIMEOUT_MS / 6 },
    // Frames authenticate themselves; not every S3 knows the sums that could be sent beside them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...settings,
  })
  const objectOf = (key: string) => {
    checkKey(key)
    return { Bucket: bucket, Key: `${prefix}${key}${SUFFIX}` }
  }

  return {
    async write(key, dataKey, chunks) {
      const object = objectOf(key)
      const { pieces, digest } = sealArtifact(key, dataKey, chunks)
      let failure: unknown
      const body = Readable.from(
        remembering(pieces, (error) => (failure = error)),
        { objectMode: false },
      )
      const upload = new Upload({
        client,
        params: { ...object, Body: body, ContentType: 'application/octet-stream' },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
      })
      try {
        await ask(key, upload.done())
      } catch (error) {
        body.destroy()
        // What the caller's own chunks threw is theirs.
        throw failure ?? error
      }
      return digest()
    },

    async open(key, dataKey): Promise<ArtifactReader> {
      const object = objectOf(key)
      const head = await ask(key, client.send(new HeadObjectCommand(object)), isMissing)
      if (!head) throw notThere(key)
      const read = async (offset: number, length: number) => {
        const Range = `bytes=${offset}-${offset + length - 1}`
        const command = new GetObjectCommand({ ...object, Range, IfMatch: head.ETag })
        const bytes = await ask(
          key,
          client.send(command).then(({ Body }) => Body!.transformToByteArray()),
          isMissing,
        )
        if (!bytes) throw notThere(key)
        return bytes
      }
      const size = head.ContentLength ?? 0
      const content = await openSealed({ size, read: size === 0 ? async () => new Uint8Array(0) : read }, dataKey, key)
      return { size: content.size, read: (start, end) => content.read(start, end), close: async () => {} }
    },

    async remove(key) {
      await ask(key, client.send(new DeleteObjectCommand(objectOf(key))))
    },

    async *list(below) {
      const path = checkPrefix(below)
      const all = { Bucket: bucket, Prefix: `${prefix}${path}${path && '/'}` }
      const pages = paginateListObjectsV2({ client }, all)
      for (;;) {
        const page = await ask(path, pages.next())
        if (page.done) return
        for (const { Key = '', LastModified } of page.value.Contents ?? [])
          if (Key.endsWith(SUFFIX))
            yield { key: Key.slice(prefix.length, -SUFFIX.length), modifiedAt: LastModified ?? new Date(0) }
      }
    },

    async sweepTemporary(olderThanMs) {
      const before = Date.now() - olderThanMs
      let [removed, at] = [0, {}]
      for (;;) {
        const command = new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...at })
        const page = await ask('', client.send(command))
        for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
          if (Initiated && Initiated.getTime() > before) continue
          await ask('', client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })), isMissing)
          removed++
        }
        if (!page.IsTruncated) return removed
        at = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
      }
    },
  }
}

const notThere = (key: string) => new NotFoundError('There is no such artifact.', { details: { key } })

async function* remembering(
  pieces: AsyncIterable<Uint8Array>,
  failed: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces
  } catch (error) {
    failed(error)
    throw error
  }
}
