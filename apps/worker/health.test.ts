import { afterEach, describe, expect, it } from '@jest/globals'
import type { FlowHandlers } from '@techdeck/pipeline'
import { serveHealth } from './health.ts'
import { createMetrics } from './metrics.ts'

const stage = { executionId: 'e', round: 1, datasetId: 'd', stage: 'quality' as const }
const shard = { ...stage, plan: 'p', phase: 'run', index: 0, of: 1 }
const signal = new AbortController().signal
const handlers: FlowHandlers = {
  root: async () => {},
  stage: async () => ({ wait: null }),
  shard: async () => Promise.reject(new Error('my client said that')),
  inspect: async () => {},
  preview: async () => {},
}

let close: (() => Promise<void>) | undefined
afterEach(() => close?.())

async function served({ ready = true, load = 0 } = {}) {
  const metrics = createMetrics(() => load)
  const health = await serveHealth({ host: '127.0.0.1', port: 0 }, { registry: metrics.registry, isReady: () => ready })
  close = () => health.close()
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${health.port}${path}`)
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') }
  }
  return { metrics, get, port: health.port }
}

describe('the health port', () => {
  it('says whether the worker is ready', async () => {
    expect(await (await served()).get('/health')).toMatchObject({ status: 200, text: '{"status":"ok"}' })
    await close!()
    expect(await (await served({ ready: false })).get('/health')).toMatchObject({
      status: 503,
      text: '{"status":"starting"}',
    })
  })

  it('knows no other path', async () => {
    expect((await (await served()).get('/')).status).toBe(404)
  })

  it('that is taken is an error', async () => {
    const { metrics, port } = await served()
    const again = serveHealth({ host: '127.0.0.1', port }, { registry: metrics.registry, isReady: () => true })
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('gives metrics of jobs by kind and stage, and of the threads', async () => {
    const { metrics, get } = await served({ load: 3 })
    const observed = metrics.observe(handlers)
    await observed.root({ executionId: 'e', round: 1 })
    expect(await observed.stage(stage, signal)).toEqual({ wait: null })
    await expect(observed.shard(shard, signal)).rejects.toThrow('my client said that')
    await observed.inspect({ datasetId: 'd', version: 1 }, signal)
    const { status, text, type } = await get('/metrics')
    expect([status, type]).toEqual([200, expect.stringContaining('text/plain')])
    for (const labels of [
      'kind="root",stage="none"',
      'kind="stage",stage="quality"',
      'kind="shard",stage="quality"',
      'kind="inspect",stage="ingestion"',
    ])
      expect(text).toContain(`techdeck_job_duration_seconds_count{${labels}} 1`)
    expect(text).toContain('techdeck_job_failures_total{kind="shard",stage="quality"} 1')
    expect(text).toContain('techdeck_threads_busy 3')
    expect(text).toContain('process_cpu_seconds_total')
    expect(text).not.toContain('client')
  })
})
