import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { keyRingConformance } from '@techdeck/pipeline/conformance'
import { createKeyRingFile, loadKeyRing, pseudonym } from '../index.ts'

const base64 = (fill: number, length = 32) => Buffer.alloc(length, fill).toString('base64')
const ENV = {
  TECHDECK_KEYS: `k2:${base64(2)},k1:${base64(1)}`,
  TECHDECK_PSEUDONYM_KEY: base64(3),
  JWT_SECRET_KEY: 'a secret for tests that is long enough',
}

keyRingConformance('of key-encryption keys', () => loadKeyRing({ env: ENV }))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-ring-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a key ring', () => {
  it('keeps a data key out of its wrapped form', async () => {
    const { dataKey, wrapped } = await (await loadKeyRing({ env: ENV })).newDataKey('dataset-1')
    expect(wrapped.kekId).toBe('k2')
    expect(Buffer.from(wrapped.wrapped).includes(Buffer.from(dataKey.key))).toBe(false)
  })

  it('unwraps nothing whose id, data set, version or bytes are not as they were wrapped', async () => {
    const ring = await loadKeyRing({ env: ENV })
    const { wrapped } = await ring.newDataKey('dataset-1')
    const rejected = { code: 'DECRYPTION_ERROR' }
    await expect(ring.unwrap({ ...wrapped, id: 'other' })).rejects.toMatchObject(rejected)
    await expect(ring.unwrap({ ...wrapped, datasetId: 'other' })).rejects.toMatchObject(rejected)
    await expect(ring.unwrap({ ...wrapped, kekId: 'k1' })).rejects.toMatchObject(rejected)
    await expect(ring.unwrap({ ...wrapped, wrapped: wrapped.wrapped.subarray(0, -12) })).rejects.toMatchObject(rejected)
    for (let at = 0; at < wrapped.wrapped.length; at++) {
      const changed = Uint8Array.from(wrapped.wrapped)
      changed[at] = changed[at] ^ 1
      await expect(ring.unwrap({ ...wrapped, wrapped: changed })).rejects.toMatchObject(rejected)
    }
  })

  it('names the version that it lacks', async () => {
    const { wrapped } = await (await loadKeyRing({ env: ENV })).newDataKey('dataset-1')
    const other = await loadKeyRing({ env: { ...ENV, TECHDECK_KEYS: `k9:${base64(9)}` } })
    await expect(other.unwrap(wrapped)).rejects.toMatchObject({
      code: 'DECRYPTION_ERROR',
      details: { reason: 'unknown_kek', kekId: 'k2' },
    })
  })

  it('reads old versions after a rotation and wraps anew under the current one, once', async () => {
    const clock = { now: () => new Date('2026-01-01T00:00:00Z') }
    const before = await loadKeyRing({ env: { ...ENV, TECHDECK_KEYS: `k1:${base64(1)}` }, clock })
    const { dataKey, wrapped } = await before.newDataKey('dataset-1')
    const after = await loadKeyRing({ env: ENV })
    expect(await after.unwrap(wrapped)).toEqual(dataKey)
    const again = await after.rewrap(wrapped)
    expect(again).toMatchObject({ id: wrapped.id, kekId: 'k2', createdAt: clock.now() })
    expect(await after.unwrap(again)).toEqual(dataKey)
    expect(await after.rewrap(again)).toBe(again)
    await expect(before.unwrap(again)).rejects.toMatchObject({ code: 'DECRYPTION_ERROR' })
  })

  it('shows no secret when it is printed or serialised', async () => {
    const ring = await loadKeyRing({ env: ENV })
    const shown = inspect(ring, { depth: 9, showHidden: true }) + JSON.stringify(ring)
    expect(shown).not.toContain(ENV.JWT_SECRET_KEY)
    expect(shown).not.toMatch(/03 03 03|3,3,3|\[ 3/)
  })

  it('wraps keys of 32 bytes only', async () => {
    const ring = await loadKeyRing({ env: ENV })
    await expect(ring.wrap(Buffer.alloc(16), { dataKeyId: 'a', datasetId: 'b' })).rejects.toThrow('32 bytes')
  })
})

describe('a key ring from the environment', () => {
  it('has the secrets that the variables name', async () => {
    const ring = await loadKeyRing({ env: ENV })
    expect(await ring.currentKekId()).toBe('k2')
    expect(Buffer.from(ring.pseudonymKey)).toEqual(Buffer.alloc(32, 3))
    expect(ring.tokenSecret).toBe(ENV.JWT_SECRET_KEY)
  })

  it('says which variables are missing', async () => {
    await expect(loadKeyRing({ env: { TECHDECK_KEYS: ENV.TECHDECK_KEYS, JWT_SECRET_KEY: '' } })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('set TECHDECK_PSEUDONYM_KEY, JWT_SECRET_KEY'),
    })
  })

  it.each([
    ['TECHDECK_KEYS', base64(1)],
    ['TECHDECK_KEYS', `k1:${base64(1, 31)}`],
    ['TECHDECK_KEYS', `k1:${base64(1)},`],
    ['TECHDECK_KEYS', `k1:${base64(1)},k1:${base64(2)}`],
    ['TECHDECK_KEYS', `k 1:${base64(1)}`],
    ['TECHDECK_KEYS', 'k1:not base64 at all, nor as long as it would have to be'],
    ['TECHDECK_PSEUDONYM_KEY', base64(1, 31)],
    ['TECHDECK_PSEUDONYM_KEY', '{"not": "base64"}'],
    ['JWT_SECRET_KEY', 'too short a secret'],
  ])('refuses %s when it is unusable, and never quotes it', async (name, value) => {
    const error = await loadKeyRing({ env: { ...ENV, [name]: value } }).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', message: expect.stringContaining(name) })
    const shown = inspect(error, { depth: 9 })
    for (const part of value.split(/[ :,]/).filter((text) => text.length > 8)) expect(shown).not.toContain(part)
  })
})

describe('a key ring file', () => {
  it('is made once, for its owner alone, also by many at the same time', async () => {
    const path = join(folder, 'new', 'keys.json')
    const made = await Promise.all(Array.from({ length: 8 }, () => createKeyRingFile(path)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'new'))).toEqual(['keys.json'])
    const text = await readFile(path, 'utf8')
    expect(await createKeyRingFile(path)).toBe(false)
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('gives the same ring to all who load it', async () => {
    const file = join(folder, 'shared.json')
    await createKeyRingFile(file)
    const [one, two] = [await loadKeyRing({ file }), await loadKeyRing({ file })]
    const { dataKey, wrapped } = await one.newDataKey('dataset-1')
    expect(await two.unwrap(wrapped)).toEqual(dataKey)
    expect(two.pseudonymKey).toEqual(one.pseudonymKey)
    expect(two.tokenSecret).toBe(one.tokenSecret)
    expect(Buffer.byteLength(one.tokenSecret)).toBeGreaterThanOrEqual(32)
  })

  it('has the token secret from before beside the present one, until that comes from elsewhere', async () => {
    const file = join(folder, 'tokens.json')
    await createKeyRingFile(file)
    const { tokenSecret: before, previousTokenSecret: none } = await loadKeyRing({ file })
    const ring = JSON.parse(await readFile(file, 'utf8')) as object
    const changed = { ...ring, jwtSecret: 'another secret, that is as long as it has to be', previousJwtSecret: before }
    await writeFile(file, JSON.stringify(changed))
    const after = await loadKeyRing({ file })
    expect([none, after.tokenSecret, after.previousTokenSecret]).toEqual([undefined, changed.jwtSecret, before])
    await after.rotate()
    expect((await loadKeyRing({ file })).previousTokenSecret).toBe(before)
    const elsewhere = await loadKeyRing({ file, env: { JWT_SECRET_KEY: ENV.JWT_SECRET_KEY } })
    expect(elsewhere.previousTokenSecret).toBeUndefined()
  })

  it('gives way to the variables that are set, one by one', async () => {
    const file = join(folder, 'below.json')
    await createKeyRingFile(file)
    const plain = await loadKeyRing({ file })
    const mixed = await loadKeyRing({ file, env: { JWT_SECRET_KEY: ENV.JWT_SECRET_KEY } })
    expect(mixed.tokenSecret).toBe(ENV.JWT_SECRET_KEY)
    expect(mixed.pseudonymKey).toEqual(plain.pseudonymKey)
    expect(await (await loadKeyRing({ file: join(folder, 'absent.json'), env: ENV })).currentKekId()).toBe('k2')
  })

  it.each([
    ['not JSON', '{"keks": [{"id": "k1", "key": "c2VjcmV0IHNlY3JldCBzZWNyZXQ', 'is not JSON'],
    ['of another version', JSON.stringify({ version: 2 }), 'version'],
    ['without keys', JSON.stringify({ version: 1, keks: [], pseudonymKey: base64(1), jwtSecret: base64(2) }), 'keks'],
    [
      'with a short key',
      JSON.stringify({
        version: 1,
        keks: [{ id: 'k1', key: base64(9, 16) }],
        pseudonymKey: base64(1),
        jwtSecret: base64(2),
      }),
      'keks.0.key',
    ],
    ['no object', '[]', 'the whole'],
  ])('is refused when it is %s, by its name and never its content', async (_, text, named) => {
    const file = join(folder, 'bad.json')
    await writeFile(file, text)
    const error = await loadKeyRing({ file }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', message: expect.stringContaining(named) })
    expect(error).toMatchObject({ message: expect.stringContaining(file) })
    for (const secret of ['c2Vjcm', base64(9, 16), base64(1)])
      expect(inspect(error, { depth: 9 })).not.toContain(secret)
  })

  it('says when it is not there or cannot be read', async () => {
    await expect(loadKeyRing({ file: join(folder, 'absent.json') })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    await expect(loadKeyRing({ file: folder })).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
    await expect(createKeyRingFile(join(folder, 'bad.json', 'keys.json'))).rejects.toMatchObject({
      code: 'RESOURCE_UNAVAILABLE',
    })
  })
})

describe('versions of a key ring file', () => {
  const fresh = async (name: string) => {
    const file = join(folder, name)
    await createKeyRingFile(file)
    return { file, ring: await loadKeyRing({ file }) }
  }
  const namesOf = async (ring: Awaited<ReturnType<typeof loadKeyRing>>) => (await ring.versions()).map(({ id }) => id)

  it('are made, seen by every process that has the file, and destroyed', async () => {
    const { file, ring } = await fresh('turned.json')
    const other = await loadKeyRing({ file })
    const before = await readFile(file, 'utf8')
    const { dataKey, wrapped } = await ring.newDataKey('d')
    expect(await ring.rotate()).toBe('k2')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect([await namesOf(ring), await namesOf(other)]).toEqual([
      ['k2', 'k1'],
      ['k2', 'k1'],
    ])
    expect((await ring.versions())[0]).toMatchObject({ kept: 'file', isCurrent: true, createdAt: expect.any(Date) })
    expect((await other.newDataKey('d')).wrapped.kekId).toBe('k2')
    const again = await other.rewrap(wrapped)
    expect(await ring.unwrap(again)).toEqual(dataKey)
    await expect(ring.retire('k2')).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(ring.retire('k7')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await ring.retire('k1')
    expect(await namesOf(other)).toEqual(['k2'])
    await expect(other.unwrap(wrapped)).rejects.toMatchObject({ details: { reason: 'unknown_kek' } })
    const kept = (text: string) => ({ ...(JSON.parse(text) as object), keks: [] })
    expect(kept(await readFile(file, 'utf8'))).toEqual(kept(before))
    expect((await readdir(folder)).filter((name) => name.startsWith('turned.json'))).toEqual(['turned.json'])
  })

  it('that another process made a moment ago unwrap here, too', async () => {
    const { file, ring } = await fresh('late.json')
    const other = await loadKeyRing({ file })
    await other.rotate()
    const { dataKey, wrapped } = await other.newDataKey('d')
    expect(await ring.unwrap(wrapped)).toEqual(dataKey)
  })

  it('stay where they are given by the environment', async () => {
    const ring = await loadKeyRing({ env: ENV })
    expect((await ring.versions()).map(({ id, kept }) => `${id} ${kept}`)).toEqual(['k2 environment', 'k1 environment'])
    await expect(ring.rotate()).rejects.toMatchObject({ details: { reason: 'keys_in_environment' } })
    await expect(ring.retire('k1')).rejects.toMatchObject({ details: { reason: 'keys_in_environment' } })
  })
})

describe('a key management service', () => {
  const KMS = { ...ENV, TECHDECK_KMS_URL: 'https://kms.example.org', TECHDECK_KMS_TOKEN: 't0ken-that-is-secret' }

  it('is not asked before it is needed', async () => {
    const ring = await loadKeyRing({ env: { ...KMS, TECHDECK_KMS_URL: 'https://127.0.0.1:9' } })
    expect(ring.pseudonymKey).toHaveLength(32)
  })

  it.each([
    ['TECHDECK_KMS_URL', 'not an address'],
    ['TECHDECK_KMS_URL', 'http://kms.example.org'],
    ['TECHDECK_KMS_URL', 'https://somebody:password@kms.example.org'],
    ['TECHDECK_KMS_KEY', '../sys/seal'],
    ['TECHDECK_KMS_MOUNT', 'transit/../sys'],
    ['TECHDECK_KMS_TIMEOUT_MS', 'soon enough'],
    ['TECHDECK_KMS_TOKEN', ''],
  ])('is refused by an unusable %s, which is never quoted', async (name, value) => {
    const error = await loadKeyRing({ env: { ...KMS, [name]: value } }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', message: expect.stringContaining(name) })
    const shown = inspect(error, { depth: 9 })
    expect([value, KMS.TECHDECK_KMS_TOKEN].filter((text) => text !== '' && shown.includes(text))).toEqual([])
  })
})

describe('a pseudonym', () => {
  it('is HMAC-SHA-256 in hex (RFC 4231, case 2)', () => {
    expect(pseudonym('what do ya want for nothing?', Buffer.from('Jefe'))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })
})
