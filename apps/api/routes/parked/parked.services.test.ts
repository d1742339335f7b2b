import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parkedShard } from '../../testing/requests.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let [owner, moderator]: TestUser[] = []
beforeAll(async () => {
  api = await startApi()
  ;[owner, moderator] = [await api.user(), await api.user('moderator')]
}, 60_000)
afterAll(() => api?.close())

const park = () => parkedShard({ api, owner: owner, caller: owner })
const ask = (method: 'GET' | 'POST', path: string, payload?: object) =>
  api.inject({ method, url: `/api/v1/shards/${path}`, headers: moderator.headers, ...(payload && { payload }) })
const idsOf = async (query = '') =>
  (await ask('GET', `parked${query}`)).body.data.shards.map(({ id }: { id: string }) => id)

describe('parked shards', () => {
  it('are listed with stage, reason, attempts and since when, and nothing of their records', async () => {
    const [first, second] = [await park(), await park()]
    const { body } = await ask('GET', 'parked')
    expect(body.data.shards[0]).toEqual({
      id: second,
      execution_id: second.split('.')[0],
      dataset_id: second.split('.')[1],
      stage: 'validation',
      shard: 1,
      error_code: 'POISON',
      attempts: 1,
      parked_at: expect.any(String),
      execution_status: 'partial',
      replayable: true,
    })
    expect(await idsOf(`?execution_id=${first.split('.')[0]}`)).toEqual([first])
    expect((await ask('GET', 'parked?limit=1')).body.data).toMatchObject({ more: true, shards: [{ id: second }] })
  })

  it('are replayed one by one: that shard and the stages after it, in a new round, and it is written down', async () => {
    const [one, other] = [await park(), await park()]
    const { status, body } = await ask('POST', 'replay', { shards: [one] })
    const executionId = one.split('.')[0]
    expect([status, body.data]).toEqual([202, { replayed: 1, execution_ids: [executionId], not_now: [] }])
    const execution = await api.store.executions.get(executionId)
    expect(execution).toMatchObject({ status: 'queued', round: 2 })
    expect(Object.values(execution!.stages)[0]).toMatchObject({ validation: { status: 'pending', plans: [] } })
    const left = await idsOf()
    expect([left.includes(one), left.includes(other)]).toEqual([false, true])
    const { items } = await api.deps.audit.search({ workspaceId: 'default', operation: 'shards.replay' }, null, 1)
    expect(items[0]).toMatchObject({ userId: moderator.id, details: { replayed: 1, executions: [executionId] } })
    expect((await ask('POST', 'replay', { shards: [one] })).status).toBe(404)
  })

  it('are replayed all at once, but for those of runs that are still at work', async () => {
    const busy = await park()
    const executionId = busy.split('.')[0]
    await api.store.executions.restart(executionId, 1, [])
    const { body } = await ask('POST', 'replay', { all: true })
    expect(body.data.replayed).toBeGreaterThan(1)
    expect(body.data.not_now).toEqual([executionId])
    expect(await idsOf()).toEqual([busy])
    expect((await ask('POST', 'replay', { all: true, execution_id: 'x' })).status).toBe(400)
  })
})
