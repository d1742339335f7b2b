import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const SHARD = {
  id: 'e1.d1.validation.run.p.1',
  execution_id: 'e1',
  dataset_id: 'd1',
  stage: 'validation',
  shard: 1,
  error_code: 'POISON',
  attempts: 4,
  parked_at: '2026-01-01T00:00:00.000Z',
  execution_status: 'partial',
  replayable: true,
}
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(({ method }: Asked) => {
    const data =
      method === 'GET' ? { shards: [SHARD], more: false } : { replayed: 2, execution_ids: ['e1'], not_now: ['e2'] }
    return { status: method === 'GET' ? 200 : 202, body: { success: true, data } }
  })
})
afterAll(() => api.close())

const cli = (...args: string[]) =>
  run(['parked', ...args], {
    environment: { TECHDECK_HOME: '/x', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
  })
const lastBody = () => api.asked.at(-1)?.body

describe('techdeck parked', () => {
  it('lists stage, reason, attempts and since when', async () => {
    expect((await cli()).lines[1]).toMatch(/^validation +POISON +4 .* partial +e1\.d1\.validation\.run\.p\.1$/)
    expect((await cli('--execution', 'e1', '--json')).json()).toEqual([{ shards: [SHARD], more: false }])
    expect(api.asked.at(-1)?.path).toContain('execution_id=e1')
  })

  it('replays those that are named, those of a run, or all, and says what has to wait', async () => {
    const { lines, notes } = await cli('replay', SHARD.id)
    expect([lines[0], notes.join(' ')]).toEqual([
      '2 shards of 1 run are worked on again.',
      expect.stringContaining('e2'),
    ])
    expect(lastBody()).toEqual({ shards: [SHARD.id] })
    await cli('--execution', 'e1', 'replay')
    expect(lastBody()).toEqual({ execution_id: 'e1' })
    await cli('replay', '--all')
    expect(lastBody()).toEqual({ all: true })
    expect((await cli('replay')).exitCode).toBe(2)
    expect((await cli('replay', 'x', '--all')).exitCode).toBe(2)
  })
})
