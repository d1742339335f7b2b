import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { failure, fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const AT = '2026-01-01T00:00:00.000Z'
const rotation = (change: object = {}) => ({
  id: 'r1',
  kek_id: 'k2',
  status: 'running',
  total: 300,
  done: 0,
  failed: 0,
  started_by: 'u1',
  started_at: AT,
  finished_at: null,
  ...change,
})
const versions = [
  { id: 'k2', kept: 'file', current: true, created_at: AT, data_keys: 300 },
  { id: 'k1', kept: 'file', current: false, created_at: null, data_keys: 0 },
]

const shredded = {
  type: 'techdeck-shred-1',
  dataset_id: 'd1',
  data_key_id: 'key-1',
  key_fingerprint: 'f'.repeat(64),
  kek_id: 'k2',
  artifacts: 12,
  shredded_at: AT,
  shredded_by: 'u1',
  reason: 'asked for',
  signed: '{}',
  signature: { algorithm: 'ed25519', key_id: 's1', public_key: 'p', signature: 's' },
  downloads: [{ execution_id: 'e1', user_id: 'u2', name: 'a.jsonl', sha256: null, last_at: AT, count: 1 }],
}

const dataset = {
  id: 'd1',
  name: 'sessions',
  version: 1,
  status: 'ready',
  format: 'csv',
  encoding: 'utf-8',
  conversation_count: 3,
  turn_count: 12,
  size_bytes: 400,
  problems: [],
  files: [],
}

let folder: string
let api: Awaited<ReturnType<typeof fakeApi>>
/** What the next looks at the rotation see. */
let seen: object[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-keys-'))
  api = await fakeApi(answer)
})
beforeEach(() => {
  api.asked.splice(0)
  seen = [rotation({ done: 120 }), rotation({ status: 'done', done: 300, finished_at: AT })]
})
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

function answer({ method, path, body }: Asked) {
  const ok = (data: unknown) => ({ body: { success: true, data } })
  if (path === '/api/v1/keys/rotate') return { status: 202, ...ok(rotation()) }
  if (path === '/api/v1/keys/k1' && method === 'DELETE') return ok({ versions: versions.slice(0, 1), rotation: null })
  if (path === '/api/v1/datasets/d1') return ok(dataset)
  const others = { dataset_id: 'd2', conversations: 7, erased: 2, client_mark: 'm' }
  if (path === '/api/v1/datasets/d1/shred') return ok({ ...shredded, ...('client' in Object(body) && { others }) })
  if (path === '/api/v1/keys') return ok({ versions, rotation: seen.length > 1 ? seen.shift() : (seen[0] ?? null) })
  const details = { kek_id: 'k3', data_keys: 4 }
  return { status: 409, body: failure('CONFLICT', 'Data keys are still wrapped by this version.', details) }
}

const cli = (...args: string[]) =>
  run(['keys', ...args], { environment: { TECHDECK_HOME: folder, TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' } })

describe('techdeck keys', () => {
  it('lists versions with what each wraps', async () => {
    for (const args of [[], ['list']]) {
      const { lines } = await cli(...args)
      expect(lines[1]).toMatch(/^ *k2 +file +current +\S.* +300$/)
      expect(lines[2]).toMatch(/^ *k1 +file +–? *–? +0$/)
    }
    expect((await cli('--json')).json()[0]).toMatchObject({ versions })
  })

  it('rotates, and waits for the end of it', async () => {
    const { lines, notes, exitCode } = await cli('rotate')
    expect([exitCode, lines]).toEqual([0, ['wrapped anew by k2: 300 of 300 data keys']])
    expect(notes).toContain('wrapping anew by k2: 120 of 300 data keys')
    expect(api.asked[0]).toMatchObject({ method: 'POST', body: { new_version: true } })
  })

  it('does not wait where that is asked for, nor make a version', async () => {
    const { lines } = await cli('rotate', '--detach', '--no-new-version')
    expect(lines).toEqual(['wrapping anew by k2: 0 of 300 data keys'])
    expect(api.asked.map(({ body }) => body)).toEqual([{ new_version: false }])
  })

  it('fails where some did not unwrap', async () => {
    seen = [rotation({ status: 'incomplete', done: 299, failed: 1 })]
    expect((await cli('rotate')).exitCode).toBe(1)
  })

  it('shreds a data set where that is meant, and keeps the certificate', async () => {
    const args = ['shred', '--dataset', 'd1', '--reason', 'asked for']
    expect([(await cli(...args)).exitCode, api.asked.length]).toEqual([2, 0])
    const file = join(folder, 'certificate.json')
    const { lines, notes } = await cli(...args, '--yes', '--out', file)
    expect(lines[0]).toBe('Destroyed the key of data set d1: 12 artifacts that nobody can read any more.')
    expect(lines.join()).toContain('f'.repeat(64))
    expect(notes.join()).toContain('1 file of it had been downloaded')
    expect(api.asked[0].body).toEqual({ reason: 'asked for' })
    const { downloads: _, ...certificate } = shredded
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(certificate)
  })

  it('erases one client, and says where the others are', async () => {
    const args = ['shred', '--dataset', 'd1', '--client', 'K-12', '--reason', 'asked for', '--yes']
    const { lines } = await cli(...args)
    expect(api.asked[0].body).toEqual({ reason: 'asked for', client: 'K-12' })
    expect(lines.join()).toContain('2 conversations of the client; 7 conversations of others are data set d2')
  })

  it('says beforehand what nobody could read any more, and leaves it', async () => {
    const { notes, exitCode } = await cli('shred', '--dataset', 'd1', '--reason', 'asked for', '--dry-run')
    expect([exitCode, notes.join()]).toEqual([0, expect.stringContaining('would be destroyed')])
    expect(api.asked.map(({ method }) => method)).toEqual(['GET'])
  })

  it('retires a version, and says why not', async () => {
    expect((await cli('retire', 'k1')).notes).toContain('Destroyed k1.')
    expect((await cli('retire', 'k3')).exitCode).toBe(1)
  })
})
