import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { delay } from '@techdeck/core'
import { createKeyRingFile, loadKeyRing } from '@techdeck/crypto'
import { keyRingConformance } from '@techdeck/pipeline/conformance'
import { type KeyService, startKeyService } from './key-service.ts'

// The ring's adapter for key management services, against a real one. It stands here since crypto knows no servers.

let folder: string
let service: KeyService
const OTHERS = {
  TECHDECK_PSEUDONYM_KEY: Buffer.alloc(32, 3).toString('base64'),
  JWT_SECRET_KEY: 'a secret for tests that is long enough',
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transit-'))
  service = await startKeyService({ dataDir: join(folder, 'bao') })
  await service.ask('POST', 'transit/keys/techdeck', { type: 'aes256-gcm96', derived: true })
}, 120_000)
afterAll(async () => {
  await service?.stop()
  await rm(folder, { recursive: true, force: true })
})

const envOf = (changes: Record<string, string> = {}) => ({
  ...OTHERS,
  TECHDECK_KMS_URL: service.url,
  TECHDECK_KMS_CA: service.ca,
  TECHDECK_KMS_TOKEN: service.token,
  TECHDECK_KMS_REMEMBER_MS: '0',
  ...changes,
})
const ringOf = (changes?: Record<string, string>) => loadKeyRing({ env: envOf(changes) })
/** A key of its own, for what changes versions. */
async function ringOfNewKey(name: string, changes: Record<string, string> = {}) {
  await service.ask('POST', `transit/keys/${name}`, { type: 'aes256-gcm96', derived: true })
  return ringOf({ TECHDECK_KMS_KEY: name, ...changes })
}
const refused = (reason: string) => ({ code: 'DECRYPTION_ERROR', retryable: false, details: { reason } })

keyRingConformance('of a key management service', () => ringOf())

describe('a key ring of a key management service', () => {
  it('keeps data keys out of what is stored, and names the version', async () => {
    const { dataKey, wrapped } = await (await ringOf()).newDataKey('d1')
    expect(wrapped.kekId).toBe('techdeck.v1')
    expect(Buffer.from(wrapped.wrapped).toString()).toMatch(/^vault:v1:/)
    expect(Buffer.from(wrapped.wrapped).toString()).not.toContain(
      Buffer.from(dataKey.key).toString('base64').slice(0, 20),
    )
  })

  it('unwraps nothing whose id, data set, version or bytes are not as they were wrapped', async () => {
    const ring = await ringOf()
    const { wrapped } = await ring.newDataKey('d1')
    await expect(ring.unwrap({ ...wrapped, id: 'other' })).rejects.toMatchObject(refused('changed'))
    await expect(ring.unwrap({ ...wrapped, datasetId: 'other' })).rejects.toMatchObject(refused('changed'))
    await expect(ring.unwrap({ ...wrapped, kekId: 'techdeck.v2' })).rejects.toMatchObject(refused('changed'))
    await expect(ring.unwrap({ ...wrapped, kekId: 'another.v1' })).rejects.toMatchObject(refused('unknown_kek'))
    for (let at = 9; at < wrapped.wrapped.length - 2; at += 7) {
      const bytes = Uint8Array.from(wrapped.wrapped)
      bytes[at] = bytes[at] === 65 ? 66 : 65
      await expect(ring.unwrap({ ...wrapped, wrapped: bytes })).rejects.toMatchObject(refused('changed'))
    }
  })

  it('rotates, re-wraps without a change of the data key, and destroys what nothing needs', async () => {
    const ring = await ringOfNewKey('turning')
    const { dataKey, wrapped } = await ring.newDataKey('d1')
    const left = (await ring.newDataKey('d2')).wrapped
    expect(await ring.rotate()).toBe('turning.v2')
    expect((await ring.versions()).map(({ id, isCurrent, kept }) => [id, isCurrent, kept])).toEqual([
      ['turning.v2', true, 'transit'],
      ['turning.v1', false, 'transit'],
    ])
    const again = await ring.rewrap(wrapped)
    expect(again).toMatchObject({ id: wrapped.id, kekId: 'turning.v2', createdAt: wrapped.createdAt })
    expect(await ring.unwrap(again)).toEqual(dataKey)
    expect(await ring.rewrap(again)).toBe(again)
    // What was wrapped before opens as long as its version is there.
    expect(await ring.unwrap(wrapped)).toEqual(dataKey)
    await expect(ring.retire('turning.v2')).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(ring.retire('turning.v9')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await ring.retire('turning.v1')
    expect((await ring.versions()).map(({ id }) => id)).toEqual(['turning.v2'])
    await expect(ring.unwrap(left)).rejects.toMatchObject(refused('unknown_kek'))
    expect(await ring.unwrap(again)).toEqual(dataKey)
  })

  it('destroys versions from the oldest on', async () => {
    const ring = await ringOfNewKey('aging')
    await ring.newDataKey('d')
    await ring.rotate()
    await ring.rotate()
    await expect(ring.retire('aging.v2')).rejects.toMatchObject({ details: { older: ['aging.v1'] } })
    await ring.retire('aging.v1')
    await ring.retire('aging.v2')
    expect(await ring.currentKekId()).toBe('aging.v3')
  })

  it('opens what a file or the environment wrapped before, and moves it to the service', async () => {
    const file = join(folder, 'ring.json')
    await createKeyRingFile(file)
    const { dataKey, wrapped } = await (await loadKeyRing({ file })).newDataKey('d1')
    const both = await loadKeyRing({ file, env: envOf() })
    expect(await both.unwrap(wrapped)).toEqual(dataKey)
    const moved = await both.rewrap(wrapped)
    expect(moved.kekId).toBe('techdeck.v1')
    expect(await both.unwrap(moved)).toEqual(dataKey)
    expect((await both.versions()).map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      ['techdeck.v1', true],
      ['k1', false],
    ])
  })

  it.each([
    ['not derived, which would bind nothing', { type: 'aes256-gcm96' }],
    ['of another type', { type: 'chacha20-poly1305', derived: true }],
    ['exportable', { type: 'aes256-gcm96', derived: true, exportable: true }],
  ])('wraps nothing by a key that is %s', async (what, body) => {
    const name = what.replaceAll(/[^a-z]/g, '').slice(0, 20)
    await service.ask('POST', `transit/keys/${name}`, body)
    await expect((await ringOf({ TECHDECK_KMS_KEY: name })).newDataKey('d')).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ path: 'TECHDECK_KMS_KEY', problem: 'unfit' }],
    })
  })

  it('says when there is no such key, and when its token is refused; and takes up a new token by itself', async () => {
    await expect((await ringOf({ TECHDECK_KMS_KEY: 'none' })).newDataKey('d')).rejects.toMatchObject({
      code: 'RESOURCE_UNAVAILABLE',
      details: { reason: 'key_service_no_key' },
    })
    const tokenFile = join(folder, 'token')
    await writeFile(tokenFile, 'not-a-token\n')
    const ring = await ringOf({ TECHDECK_KMS_TOKEN: '', TECHDECK_KMS_TOKEN_FILE: tokenFile })
    const error: unknown = await ring.newDataKey('d').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'RESOURCE_UNAVAILABLE', details: { reason: 'key_service_refused' } })
    expect(inspect(error, { depth: 9 })).not.toContain('not-a-token')
    await writeFile(tokenFile, `${service.token}\n`)
    expect((await ring.newDataKey('d')).wrapped.kekId).toBe('techdeck.v1')
  })

  it('does no more than its policy allows', async () => {
    // As docs/keys.md says: what workers and the API need, and not what rotates.
    await service.ask('POST', 'sys/policies/acl/techdeck', {
      policy: `path "transit/keys/techdeck" { capabilities = ["read"] }
${['datakey/plaintext', 'encrypt', 'decrypt', 'rewrap'].map((what) => `path "transit/${what}/techdeck" { capabilities = ["update"] }`).join('\n')}`,
    })
    const auth = await askForToken('techdeck')
    const ring = await ringOf({ TECHDECK_KMS_TOKEN: auth })
    const { dataKey, wrapped } = await ring.newDataKey('d')
    expect(await ring.unwrap(wrapped)).toEqual(dataKey)
    await expect(ring.rotate()).rejects.toMatchObject({ details: { reason: 'key_service_refused' } })
  })

  it('trusts nobody whose certificate is not signed by who should', async () => {
    await expect((await ringOf({ TECHDECK_KMS_CA: '' })).newDataKey('d')).rejects.toMatchObject({
      code: 'RESOURCE_UNAVAILABLE',
      details: { reason: 'key_service_unavailable' },
    })
  })

  it('fails clearly while the service is away, leaves it alone after a while, and goes on afterwards', async () => {
    const ring = await ringOf({ TECHDECK_KMS_PAUSE_MS: '300', TECHDECK_KMS_REMEMBER_MS: '60000' })
    const { dataKey, wrapped } = await ring.newDataKey('d1')
    const other = (await ring.newDataKey('d2')).wrapped
    await ring.unwrap(wrapped)
    await service.kill()
    const attempt = () => ring.unwrap(other).catch((error: unknown) => error)
    expect(await attempt()).toMatchObject({
      code: 'RESOURCE_UNAVAILABLE',
      retryable: true,
      details: { reason: 'key_service_unavailable' },
    })
    expect(await attempt()).toMatchObject({ retryable: true, details: { reason: 'key_service_paused' } })
    // Work under way goes on by what was unwrapped.
    expect(await ring.unwrap(wrapped)).toEqual(dataKey)
    await service.start()
    let opened = await attempt()
    for (let tries = 0; tries < 100 && opened instanceof Error; tries++) {
      await delay(50)
      opened = await attempt()
    }
    expect(opened).toMatchObject({ id: other.id, datasetId: 'd2' })
  }, 30_000)

  it('gives up on a service that hangs', async () => {
    const ring = await ringOf({ TECHDECK_KMS_TIMEOUT_MS: '200' })
    const { wrapped } = await ring.newDataKey('d1')
    service.signal('SIGSTOP')
    try {
      await expect(ring.unwrap(wrapped)).rejects.toMatchObject({ details: { reason: 'key_service_unavailable' } })
    } finally {
      service.signal('SIGCONT')
    }
    expect((await ring.newDataKey('d2')).dataKey.datasetId).toBe('d2')
  }, 20_000)
})

async function askForToken(policy: string): Promise<string> {
  const answer = await service.ask('POST', 'auth/token/create', { policies: [policy], no_parent: true })
  return (answer['auth'] as { client_token: string } | undefined)?.client_token ?? ''
}
