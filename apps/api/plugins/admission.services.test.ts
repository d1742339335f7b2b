import { afterEach, describe, expect, it } from '@jest/globals'
import { delay, newId } from '@techdeck/core'
import { startApi, type TestApi } from '../testing/start-api.ts'
import type { AdmissionLimits, Pressure } from './admission.ts'

let api: TestApi | undefined
afterEach(async () => {
  await api?.close()
  api = undefined
})

async function start(limits: Partial<AdmissionLimits>, pressure: Pressure = {}): Promise<TestApi> {
  api = await startApi(({ settings }) => ({
    settings: { ...settings, admission: limits },
    pressure: async () => pressure,
  }))
  return api
}

const execute = (datasetId: string, headers: object) => ({
  method: 'POST' as const,
  url: '/api/v1/pipeline/execute',
  payload: { dataset_ids: [datasetId] },
  headers: headers as Record<string, string>,
})

describe('an overloaded API', () => {
  it('takes no upload and no run where there is no space, and all else', async () => {
    const on = await start({ freeBytes: 1000 }, { freeBytes: 999 })
    const owner = await on.user()
    const dataset = await on.dataset(owner.id)
    const refused = await on.inject(execute(dataset.id, owner.headers))
    expect([refused.status, refused.headers['retry-after'], refused.body]).toMatchObject([
      503,
      '30',
      {
        error_code: 'RESOURCE_UNAVAILABLE',
        recoverable: true,
        retry_after: 30,
        details: { reason: 'overloaded_disk' },
      },
    ])
    const upload = {
      method: 'POST' as const,
      url: '/api/v1/uploads',
      headers: { ...owner.headers, 'tus-resumable': '1.0.0' },
    }
    expect((await on.inject(upload)).body.details).toEqual({ reason: 'overloaded_disk' })
    expect((await on.inject({ url: `/api/v1/datasets/${dataset.id}`, headers: owner.headers })).status).toBe(200)
  })

  it('takes no run while earlier ones have waited for long, and takes data', async () => {
    const on = await start({ queueAgeMs: 1000 }, { queueAgeMs: 1001, freeBytes: 1e12 })
    const owner = await on.user()
    const dataset = await on.dataset(owner.id)
    const refused = await on.inject(execute(dataset.id, owner.headers))
    expect([refused.status, refused.body.details]).toEqual([503, { reason: 'overloaded_queue' }])
    const taken = await on.inject({
      method: 'PATCH',
      url: `/api/v1/datasets/${dataset.id}`,
      payload: { name: 'b' },
      headers: owner.headers,
    })
    expect(taken.status).toBe(200)
  })

  it('answers nobody but those who look whether it lives, or stop what it does, when its memory is used up', async () => {
    const on = await start({ memoryBytes: 1 })
    const owner = await on.user()
    const execution = await on.execution(owner.id, [await on.dataset(owner.id)])
    const get = (url: string) => on.inject({ url: `/api/v1${url}`, headers: owner.headers })
    expect((await get('/datasets')).body.details).toEqual({ reason: 'overloaded_memory' })
    // Refused before the password is looked at, which costs most.
    const signIn = {
      method: 'POST' as const,
      url: '/api/v1/auth/login',
      payload: { email: 'a@example.org', password: 'x' },
    }
    expect((await on.inject(signIn)).status).toBe(503)
    expect([(await get('/health')).status, (await get('/ready')).status]).toEqual([200, 200])
    const cancelled = {
      method: 'POST' as const,
      url: `/api/v1/pipeline/${execution.id}/cancel`,
      headers: owner.headers,
    }
    expect((await on.inject(cancelled)).status).toBe(202)
    const metric = await on.deps.registry.getSingleMetricAsString('techdeck_shed_total')
    expect(metric).toContain('techdeck_shed_total{reason="memory"} 2')
  })

  it('has so many requests wait at once, and forgets those that were answered or went away', async () => {
    const hold = Promise.withResolvers<void>()
    api = await startApi(({ settings, datasets }) => ({
      settings: { ...settings, admission: { waiting: 2 } },
      datasets: Object.assign(Object.create(datasets), {
        list: async (...args: Parameters<typeof datasets.list>) => {
          await hold.promise
          return datasets.list(...args)
        },
      }),
    }))
    const { headers } = await api.user()
    const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
    const ask = (path: string, signal?: AbortSignal) =>
      fetch(`${url}/api/v1${path}`, { headers, ...(signal && { signal }) }).then(
        ({ status }) => status,
        () => 0,
      )
    const gone = new AbortController()
    const held = [ask('/datasets'), ask('/datasets'), ask('/datasets', gone.signal)]
    const isFull = async () => (await ask(`/datasets/${newId()}`)) === 503
    while (!(await isFull())) await delay(10)
    gone.abort()
    while (await isFull()) await delay(10)
    hold.resolve()
    expect(await Promise.all(held)).toEqual([200, 200, 0])
    expect(await ask('/datasets')).toBe(200)
  })

  it('measures the disk and the queues that it has', async () => {
    const { measurePressure } = await import('../pressure.ts')
    const on = await start({})
    const owner = await on.user()
    await on.inject(execute((await on.dataset(owner.id)).id, owner.headers))
    const { freeBytes, queueAgeMs } = await measurePressure('/tmp', on.deps.queueFigures as never)
    expect(freeBytes).toBeGreaterThan(0)
    expect(queueAgeMs).toBeGreaterThanOrEqual(0)
    expect(await measurePressure('/tmp/not/there', { oldestWaitMs: () => Promise.reject(new Error('x')) })).toEqual({})
  })
})
