import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const worker = (name: string, id: string) => ({
  id,
  name,
  host: 'here',
  pid: 7,
  version: '0.1.0',
  stages: ['quality'],
  threads: 4,
  load: 0.75,
  memory_bytes: 150_000_000,
  state: 'working',
  work: [{ kind: 'shard', stage: 'quality', execution_id: 'e', dataset_id: 'd', shard: 1 }],
  started_at: '2026-01-01T00:00:00.000Z',
  heard_ms: 400,
})
const QUEUE = {
  queue: 'quality',
  paused: false,
  waiting: 1200,
  delayed: 3,
  active: 4,
  failed: 1,
  oldest_wait_ms: 65_000,
  per_minute: 240,
  eta_ms: 300_000,
  workers: 1,
}
let folder: string
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-workers-'))
  api = await fakeApi(({ method, path }: Asked) => {
    const workers = [worker('worker-quality', 'w1'), worker('twin', 'w2'), worker('twin', 'w3')]
    const data = method === 'GET' ? { workers, queues: [QUEUE] } : { ...QUEUE, paused: path.endsWith('pause') }
    return { body: { success: true, data } }
  })
})
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

const cli = (...args: string[]) =>
  run(['workers', ...args], {
    environment: { TECHDECK_HOME: folder, TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
  })
const lastAsked = () => [api.asked.at(-1)?.method, api.asked.at(-1)?.path]

describe('techdeck workers', () => {
  it('shows who works on what, and how long and old the queues are', async () => {
    const { lines } = await cli()
    expect(lines[1]).toMatch(/^worker-quality +working +quality +here:7 +75 % of 4 +150 MB +1 +400 ms +w1$/)
    expect(lines.at(-1)).toMatch(/^quality +open +1,203 +1 min 05 s +4 +1 +240 +5 min 00 s +1$/)
    expect((await cli('list', '--json')).json()).toEqual([
      expect.objectContaining({ queues: [QUEUE], workers: expect.arrayContaining([worker('worker-quality', 'w1')]) }),
    ])
  })

  it('pauses a stage and lets it go on', async () => {
    expect((await cli('pause', 'quality')).lines[0]).toContain('quality is paused; 1,200 jobs wait')
    expect(lastAsked()).toEqual(['POST', '/api/v1/queues/quality/pause'])
    expect((await cli('resume', 'quality')).lines[0]).toContain('quality goes on')
    expect((await cli('pause', 'qualty')).exitCode).toBe(2)
  })

  it('drains a worker by its name where it has one of its own, else by its id', async () => {
    expect((await cli('drain', 'worker-quality')).lines[0]).toContain('takes no more')
    expect(lastAsked()).toEqual(['POST', '/api/v1/workers/w1/drain'])
    await cli('drain', 'w3', '--undo')
    expect(lastAsked()).toEqual(['POST', '/api/v1/workers/w3/resume'])
    const twins = await cli('drain', 'twin')
    expect([twins.exitCode, twins.notes.join(' ')]).toEqual([1, expect.stringContaining('w2, w3')])
    expect((await cli('drain', 'nobody')).exitCode).toBe(4)
  })

  it('says what to do where no local stack runs', async () => {
    const { exitCode, notes } = await cli('scale', 'quality', '0')
    expect([exitCode, notes.join(' ')]).toEqual([5, expect.stringContaining('--scale worker-quality=0')])
    expect((await cli('scale', 'quality', '-1')).exitCode).toBe(2)
  })
})
