import { createHmac, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createClient, type Client } from '@techdeck/client'
import { resumableFile } from '@techdeck/client/node'
import { newId, sha256 } from '@techdeck/core'
import { connectStore, type Store } from '@techdeck/store'
import * as tus from 'tus-js-client'
import { Balancer } from '../testing/balancer.ts'
import { SPAWN_SECRETS, spawnApi, type SpawnedApi } from '../testing/spawned-api.ts'

// Two instances as they are deployed, of which one is killed while three clients upload through it.

const MEBIBYTE = 1024 * 1024
const CANARY = 'my canary name is Zebedee'
const PASSWORD = 'correct horse battery staple'

let folder: string
let store: Store
let instances: SpawnedApi[]
let balancer: Balancer
let baseUrl: string
let client: Client
let token: string | undefined
let refreshToken: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'techdeck-uploads-'))
  store = await connectStore({ uri: process.env.MONGODB_URI!, minPoolSize: 1 })
  const email = `${newId()}@example.org`
  const environment = { LOG_LEVEL: 'warn', TECHDECK_HOME: folder }
  const admin = { TECHDECK_ADMIN_EMAIL: email, TECHDECK_ADMIN_PASSWORD: PASSWORD }
  for (const { id } of await store.users.ofRole('default', 'admin')) await store.users.update(id, { isActive: false })
  instances = [await spawnApi({ ...environment, ...admin }), await spawnApi(environment)]
  // Everybody is at the first instance while it lives.
  balancer = new Balancer(() =>
    instances
      .filter(isAlive)
      .map(({ port }) => port)
      .slice(0, 1),
  )
  baseUrl = await balancer.listen()
  client = createClient({ baseUrl, getToken: () => token })
  const signedIn = await client.login({ body: { email, password: PASSWORD, client: 'cli' } })
  token = signedIn.access_token
  refreshToken = signedIn.refresh_token ?? ''
}, 60_000)

const isAlive = ({ process }: SpawnedApi) => process.exitCode === null && !process.killed

afterAll(async () => {
  balancer?.close()
  await Promise.all(instances?.map((instance) => instance.stop('SIGKILL')) ?? [])
  await store?.close()
  await rm(folder, { recursive: true, force: true })
})

/** A file that is like no other and holds a canary all over. */
async function fileOf(bytes: number): Promise<{ path: string; content: Buffer }> {
  const path = join(folder, `${newId()}.jsonl`)
  const content = randomBytes(bytes)
  for (let at = 0; at < bytes - 100; at += 4096) content.write(CANARY, at)
  await writeFile(path, content)
  return { path, content }
}

const endpoint = () => `${baseUrl}/api/v1/uploads`
const authorized = () => ({ authorization: `Bearer ${token}` })
/** By names that the compiler does not follow: their types bring those of a browser along, for the whole workspace. */
const UPPY: readonly string[] = ['@uppy/core', '@uppy/tus']
const RETRY_MS = [0, 200, 500, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]

/** The library for Node as people use it, in two parallel parts. */
function byTus(path: string, datasetId: string, onProgress: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(createReadStream(path), {
      endpoint: endpoint(),
      headers: authorized(),
      metadata: { filename: 'by-tus.jsonl', dataset_id: datasetId },
      parallelUploads: 2,
      chunkSize: 4 * MEBIBYTE,
      retryDelays: RETRY_MS,
      onProgress,
      onSuccess: () => resolve(),
      onError: reject,
    })
    upload.start()
  })
}

/** Uppy, as pages use it; in Node its uploader takes a Buffer for a Blob. */
async function byUppy(content: Buffer, datasetId: string, onProgress: () => void): Promise<void> {
  const [{ default: Uppy }, { default: UppyTus }] = await Promise.all(UPPY.map((name) => import(name)))
  const uppy = new Uppy({ meta: { dataset_id: datasetId } })
  uppy.use(UppyTus, { endpoint: endpoint(), headers: authorized(), chunkSize: 4 * MEBIBYTE, retryDelays: RETRY_MS })
  uppy.on('upload-progress', onProgress)
  const data = Object.assign(Buffer.from(content), { size: content.length, type: 'application/jsonl' })
  uppy.addFile({ name: 'by-uppy.jsonl', type: 'application/jsonl', data })
  const { failed, successful } = await uppy.upload()
  expect([failed, successful?.length]).toEqual([[], 1])
}

/** An access token that says the same, and lives for two seconds only. */
function shortLived(long: string): string {
  const [header = '', claims = ''] = long.split('.')
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number }
  const now = Math.floor(Date.now() / 1000)
  const short = Buffer.from(JSON.stringify({ ...said, iat: now, exp: now + 2 })).toString('base64url')
  const signature = createHmac('sha256', SPAWN_SECRETS.JWT_SECRET_KEY).update(`${header}.${short}`)
  return `${header}.${short}.${signature.digest('base64url')}`
}

async function untilExpired(short: string): Promise<void> {
  const { exp } = JSON.parse(Buffer.from(short.split('.')[1] ?? '', 'base64url').toString()) as { exp: number }
  while (Date.now() < exp * 1000) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** A token that expires between two pieces of an upload, and is renewed when somebody asks for that. */
class ExpiringToken {
  token: string
  renewals = 0
  #asked = 0
  #expired = false

  constructor(long: string) {
    this.token = shortLived(long)
  }

  /** Before each request; the fourth of them is made when the first token has run out. */
  async current(renew: boolean): Promise<string> {
    if (renew) {
      const renewed = await client.refresh({ body: { refresh_token: refreshToken } })
      refreshToken = renewed.refresh_token ?? ''
      this.token = renewed.access_token
      this.renewals++
    } else if (++this.#asked === 4 && !this.#expired) {
      this.#expired = true
      await untilExpired(this.token)
    }
    return this.token
  }
}

describe('uploads through two instances', () => {
  it('go on when their token expires in the middle and is renewed, with tus-js-client alone', async () => {
    const { path, content } = await fileOf(5 * MEBIBYTE)
    const id = newId()
    const tokens = new ExpiringToken(token ?? '')
    const refusals: string[] = []
    let renew = false
    await new Promise<void>((resolve, reject) => {
      const upload = new tus.Upload(createReadStream(path), {
        endpoint: endpoint(),
        metadata: { filename: 'renewed.jsonl', dataset_id: id },
        chunkSize: MEBIBYTE,
        retryDelays: RETRY_MS,
        async onBeforeRequest(request) {
          request.setHeader('authorization', `Bearer ${await tokens.current(renew)}`)
          renew = false
        },
        onShouldRetry(error) {
          const { originalResponse: response, originalRequest: request } = error
          renew = response?.getStatus() === 401
          refusals.push(`${request.getMethod()} ${response?.getStatus()}`)
          return renew
        },
        onSuccess: () => resolve(),
        onError: reject,
      })
      upload.start()
    })
    expect(refusals).toEqual(['PATCH 401'])
    expect(tokens.renewals).toBe(1)
    const dataset = await client.getDataset({ params: { id } })
    expect(dataset).toMatchObject({ sha256: sha256(content), size_bytes: content.length })
  }, 30_000)

  it('go on so with our own client, which asks for a new token by itself', async () => {
    const { path, content } = await fileOf(20 * MEBIBYTE)
    const id = newId()
    const tokens = new ExpiringToken(token ?? '')
    const own = createClient({ baseUrl, getToken: ({ renew }) => tokens.current(renew) })
    await own.uploadResumable({ file: await resumableFile(path), datasetId: id })
    expect(tokens.renewals).toBe(1)
    const dataset = await client.getDataset({ params: { id } })
    expect(dataset).toMatchObject({ sha256: sha256(content), size_bytes: content.length })
  }, 30_000)

  it('outlive the one that is killed under them, as they were sent', async () => {
    const files = await Promise.all([1, 2, 3].map(() => fileOf(24 * MEBIBYTE)))
    const ids = files.map(() => newId())
    const moving = new Set<number>()
    const moves = (which: number) => () => void moving.add(which)
    const uploads = Promise.all([
      byTus(files[0].path, ids[0], moves(0)),
      byUppy(files[1].content, ids[1], moves(1)),
      client.uploadResumable({
        file: await resumableFile(files[2].path),
        datasetId: ids[2],
        onProgress: ({ sentBytes }) => sentBytes > 0 && moves(2)(),
      }),
    ])
    while (moving.size < 3) await Promise.race([uploads, new Promise((resolve) => setTimeout(resolve, 5))])
    expect(await Promise.all(ids.map((id) => store.datasets.get(id)))).toEqual([null, null, null])
    await instances[0].stop('SIGKILL')
    await uploads
    for (const [at, { content }] of files.entries()) {
      const dataset = await client.getDataset({ params: { id: ids[at] } })
      expect(dataset).toMatchObject({ sha256: sha256(content), size_bytes: content.length, status: 'inspecting' })
    }
    expect(instances.map((instance) => instance.log()).join('')).not.toContain(CANARY)
  }, 60_000)

  it('leave nothing plain on the disk, neither on their way nor when they are killed', async () => {
    const artifacts = join(folder, 'data', 'artifacts')
    const names = await readdir(artifacts, { recursive: true, withFileTypes: true })
    const stored = names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
    expect(stored.length).toBeGreaterThan(2)
    for (const path of stored) expect((await readFile(path)).includes(CANARY)).toBe(false)
  })
})
