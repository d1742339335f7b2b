import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { API_PREFIX, type KeysView } from '@techdeck/contracts'
import { delay, newId, ResourceError } from '@techdeck/core'
import { KeyRotator } from '../../keys/key-rotator.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let admin: TestUser
beforeAll(async () => {
  api = await startApi()
  admin = await api.user('admin')
}, 60_000)
afterAll(() => api?.close())

const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
  api.inject({ method, url: API_PREFIX + path, headers: admin.headers, ...(payload && { payload }) })
const keys = async () => (await ask('GET', '/keys')).body.data as KeysView
const rotator = () => new KeyRotator(api.deps)
const byVersion = async () =>
  Object.fromEntries((await keys()).versions.map(({ id, data_keys: count }) => [id, count] as const))

async function makeDataKeys(count: number): Promise<string[]> {
  const made = await Promise.all(Array.from({ length: count }, async () => api.deps.keyRing.newDataKey(newId())))
  await Promise.all(made.map(({ wrapped }) => api.store.keys.create(wrapped)))
  return made.map(({ dataKey }) => dataKey.id)
}

describe('keys', () => {
  it('are listed with what each version wraps, and show no secret', async () => {
    await api.dataset(admin.id)
    const { text, body } = await ask('GET', '/keys')
    expect(body.data).toEqual({
      versions: [{ id: 'k1', kept: 'file', current: true, created_at: null, data_keys: 2 }],
      rotation: null,
    })
    expect(text).not.toContain(Buffer.alloc(32, 1).toString('base64').slice(0, 12))
  })

  it('are rotated: data sets open as before, by a data key that is wrapped anew', async () => {
    const dataset = await api.dataset(admin.id)
    const before = (await api.store.keys.get(dataset.dataKeyId))!
    const dataKey = await api.deps.keyRing.unwrap(before)
    const begun = await ask('POST', '/keys/rotate', {})
    expect([begun.status, begun.body.data.status, begun.body.data.kek_id]).toEqual([202, 'running', 'k2'])
    expect((await ask('POST', '/keys/rotate', {})).body.error_code).toBe('CONFLICT')
    expect((await ask('DELETE', '/keys/k1')).body.error_code).toBe('CONFLICT')
    await rotator().goOn()
    expect((await keys()).rotation).toMatchObject({ status: 'done', done: 3, failed: 0, total: 3 })
    const after = (await api.store.keys.get(dataset.dataKeyId))!
    expect([before.kekId, after.kekId]).toEqual(['k1', 'k2'])
    expect(await api.deps.keyRing.unwrap(after)).toEqual(dataKey)
    const reader = await api.deps.artifacts.open(`${dataset.id}/0`, dataKey)
    expect(reader.size).toBeGreaterThan(0)
    await reader.close()
    const { items } = await api.deps.audit.search({ workspaceId: 'default', operation: 'key.rotate' }, null, 10)
    expect(items[0]).toMatchObject({ userId: admin.id, dataId: 'k2', details: { data_keys: 3 } })
  })

  it('are retired once nothing needs them, and not before', async () => {
    const { wrapped: left } = await api.deps.keyRing.newDataKey(newId())
    await api.store.keys.create(left)
    expect((await ask('POST', '/keys/rotate', {})).status).toBe(202)
    const [rotation] = [await api.store.keyRotations.latest()]
    // One that was changed in the store does not unwrap: it stays, and so does its version.
    await api.store.keys.rewrap(left, { kekId: 'k2', wrapped: Uint8Array.of(1) })
    await rotator().goOn()
    expect((await keys()).rotation).toMatchObject({ id: rotation?.id, status: 'incomplete', failed: 1 })
    const refused = await ask('DELETE', '/keys/k2')
    expect([refused.status, refused.body.details]).toEqual([409, { kek_id: 'k2', data_keys: 1 }])
    await api.store.keys.destroy(left.datasetId)
    const retired = await ask('DELETE', '/keys/k2')
    expect([retired.status, retired.body.data.versions.map(({ id }: { id: string }) => id)]).toEqual([
      200,
      ['k3', 'k1'],
    ])
    expect((await ask('DELETE', '/keys/k3')).body.error_code).toBe('CONFLICT')
    expect((await ask('DELETE', '/keys/k2')).body.error_code).toBe('NOT_FOUND')
  })

  it('are wrapped anew by whoever comes next when the process that did it was killed', async () => {
    const ids = await makeDataKeys(600)
    expect((await ask('POST', '/keys/rotate', {})).status).toBe(202)
    const args = [process.env['MONGODB_URI']!, api.dbName, join(tmpdir(), `techdeck-ring-${api.dbName}`, 'ring.json')]
    const script = join(import.meta.dirname, '../../keys/testing/rotate.ts')
    const child = spawn(process.execPath, [script, ...args], {
      stdio: 'ignore',
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    const progress = async () => (await keys()).rotation!
    while ((await progress()).done === 0) await delay(5)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const cut = await progress()
    expect(cut.status).toBe('running')
    expect(cut.done).toBeGreaterThan(0)
    const current = cut.kek_id
    const halfway = (await byVersion())[current]
    expect(halfway).toBeGreaterThan(0)
    expect(halfway).toBeLessThan(ids.length)

    while ((await progress()).status === 'running') {
      await rotator().goOn()
      await delay(100)
    }
    expect(await progress()).toMatchObject({ status: 'done', failed: 0, total: ids.length + 3 })
    expect((await byVersion())[current]).toBe(ids.length + 3)
    for (const id of ids.slice(0, 20)) await api.deps.keyRing.unwrap((await api.store.keys.get(id))!)
  }, 40_000)

  it('are not rotated twice at once, though the first rotation begins while the second gets its lease', async () => {
    const by = { workspaceId: 'default', userId: admin.id }
    const leases: typeof api.deps.leases = Object.assign(Object.create(api.deps.leases), {
      acquire: async (...lease: Parameters<typeof api.deps.leases.acquire>) => {
        await rotator().begin(by, true)
        return api.deps.leases.acquire(...lease)
      },
    })
    const { versions } = await keys()
    await expect(new KeyRotator({ ...api.deps, leases }).begin(by, true)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await keys()).versions).toHaveLength(versions.length + 1)
    await rotator().goOn()
  })

  it('wait where the ring does not answer, and go on', async () => {
    await rotator().begin({ workspaceId: 'default', userId: admin.id }, true)
    const away = {
      versions: () => api.deps.keyRing.versions(),
      rewrap: () => Promise.reject(new ResourceError('It is away.')),
    }
    const keyRing = Object.assign(Object.create(null) as typeof api.deps.keyRing, away)
    await expect(new KeyRotator({ ...api.deps, keyRing }).goOn()).rejects.toThrow('away')
    expect((await keys()).rotation?.status).toBe('running')
    await rotator().goOn()
    expect((await keys()).rotation?.status).toBe('done')
  })
})
