import { randomUUID } from 'node:crypto'
import { CreateMultipartUploadCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sealedStoreConformance } from '@techdeck/artifacts/conformance'
import { createS3Store } from '@techdeck/artifacts/s3'
import { collect, collectBytes, sha256 } from '@techdeck/core'
import type { DataKey } from '@techdeck/crypto'
import { startS3, type S3Server } from './s3.ts'

const BUCKET = 'artifacts'
const SETTINGS = { region: 'us-east-1', credentials: { accessKeyId: 'tests', secretAccessKey: 'tests' } }
const DATA_KEY: DataKey = { id: 'key-1', datasetId: 'dataset-1', key: Buffer.alloc(32, 7) }
const MIB = 1024 * 1024

const started = await startS3().then(
  (server) => ({ server, reason: '' }),
  (error: unknown) => ({ server: null, reason: error instanceof Error ? error.message : 'unknown' }),
)
if (started.server === null) console.warn(`The store on S3 is not tested: ${started.reason}`)
const server = started.server!
const client = new S3Client({ ...SETTINGS, endpoint: started.server?.url ?? '', forcePathStyle: true })
const described = started.server === null ? describe.skip : describe

const placeOf = (s3: S3Server) => ({ bucket: BUCKET, prefix: `${randomUUID()}/`, endpoint: s3.url })

described('artifacts on S3', () => {
  beforeAll(() => server.makeBucket(BUCKET))
  afterAll(() => server.kill())

  sealedStoreConformance('S3', async () => {
    const place = placeOf(server)
    const objectOf = (key: string) => ({ Bucket: BUCKET, Key: `${place.prefix}${key}.sealed` })
    return {
      store: createS3Store(place, SETTINGS),
      async readRaw(key) {
        const { Body } = await client.send(new GetObjectCommand(objectOf(key)))
        return Body!.transformToByteArray()
      },
      writeRaw: async (key, bytes) => void (await client.send(new PutObjectCommand({ ...objectOf(key), Body: bytes }))),
    }
  })

  it('go over in parts where they are large, and come back by ranges', async () => {
    const store = createS3Store(placeOf(server), SETTINGS)
    const chunk = (at: number) => Buffer.alloc(MIB, at)
    async function* chunks() {
      for (let at = 0; at < 20; at++) yield chunk(at)
    }
    const written = await store.write('a/0.t1', DATA_KEY, chunks())
    const whole = Buffer.concat(Array.from({ length: 20 }, (_, at) => chunk(at)))
    expect(written).toEqual({ sha256: sha256(whole), sizeBytes: whole.length })
    const reader = await store.open('a/0.t1', DATA_KEY)
    const part = await collectBytes(reader.read(9 * MIB + 5, 12 * MIB + 7))
    expect(Buffer.compare(part, whole.subarray(9 * MIB + 5, 12 * MIB + 7))).toBe(0)
  })

  it('leave no part behind when a writer’s chunks end in an error', async () => {
    const store = createS3Store(placeOf(server), SETTINGS)
    async function* broken() {
      for (let at = 0; at < 17; at++) yield Buffer.alloc(MIB, at)
      throw new Error('the upload broke')
    }
    await expect(store.write('a/0.t1', DATA_KEY, broken())).rejects.toThrow('the upload broke')
    expect(await collect(store.list(''))).toEqual([])
    expect(await store.sweepTemporary(-60_000)).toBe(0)
  })

  it('are swept of parts of writers that died', async () => {
    const place = placeOf(server)
    const store = createS3Store(place, SETTINGS)
    await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: `${place.prefix}a/0.t1.sealed` }))
    // Of all of them moto says that they began in 2010.
    expect(await store.sweepTemporary(60_000)).toBe(1)
    expect(await store.sweepTemporary(60_000)).toBe(0)
  })

  it('tell a reader that they were replaced or removed, and never give pieces of two', async () => {
    const store = createS3Store(placeOf(server), SETTINGS)
    await store.write('a/0.t1', DATA_KEY, [Buffer.alloc(2 * MIB, 1)])
    const reader = await store.open('a/0.t1', DATA_KEY)
    await store.write('a/0.t1', DATA_KEY, [Buffer.alloc(2 * MIB, 2)])
    await expect(collectBytes(reader.read())).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const again = await store.open('a/0.t1', DATA_KEY)
    await store.remove('a/0.t1')
    await expect(collectBytes(again.read())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('say that the store is away, or lets nobody in, without a word of where it is', async () => {
    const away = createS3Store({ ...placeOf(server), endpoint: 'http://127.0.0.1:9' }, { ...SETTINGS, maxAttempts: 1 })
    const missing = createS3Store({ ...placeOf(server), bucket: 'not-there' }, SETTINGS)
    for (const store of [away, missing]) {
      const failure: unknown = await store
        .write('a/0.t1', DATA_KEY, [Buffer.alloc(10)])
        .catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'RESOURCE_UNAVAILABLE', retryable: true })
      expect(JSON.stringify(failure)).not.toMatch(/127\.0\.0\.1|not-there/)
    }
  })
})
