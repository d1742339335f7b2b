import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { unsure } from '../../testing/requests.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let owner: TestUser
let second: TestUser
let third: TestUser
let id: string
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  ;[second, third] = [await api.user('moderator'), await api.user('moderator')]
  id = (await unsure({ api, owner, caller: owner })).id
}, 60_000)
afterAll(() => api?.close())

const ask = (method: 'GET' | 'POST', path: string, as = owner, payload?: object) =>
  api.inject({ method, url: `/api/v1/datasets/${id}/reviews${path}`, headers: as.headers, payload })
const say = (conversation: string, as: TestUser, verdict: string, reason = 'sound') =>
  ask('POST', `/${conversation}/verdict`, as, { verdict, reason })
const audited = async (operation: string) =>
  (await api.deps.audit.search({ workspaceId: 'default', operation }, null, 50)).items

describe('the queue of reviews', () => {
  let conversations: string[]

  it('is filled from what a run found, once', async () => {
    const { status, body } = await ask('POST', '', owner, {})
    expect([status, body.data]).toEqual([200, { execution_id: expect.any(String), lanes: { uncertain: 3 }, queued: 3 }])
    await ask('POST', '', second, {})
    const list = await ask('GET', '')
    expect(list.body.data).toHaveLength(3)
    expect(list.body.data[0]).toMatchObject({ lane: 'uncertain', status: 'open', given: 0, verdicts: [], final: null })
    conversations = list.body.data.map((each: any) => each.conversation_id)
    const first = await ask('GET', '?limit=2')
    const rest = await ask('GET', `?limit=2&cursor=${first.body.meta.next_cursor}`)
    expect([...first.body.data, ...rest.body.data].map((each: any) => each.conversation_id)).toEqual(conversations)
    expect(JSON.stringify(list.body)).not.toMatch(/slept|exam/)
  })

  it('shows the de-identified text to who may see it, which is audited, and to nobody else', async () => {
    const { status, body } = await ask('GET', `/${conversations[0]}`)
    expect(status).toBe(200)
    expect(body.data.turns[0]).toEqual({ index: 0, role: 'client', text: expect.stringContaining('slept badly') })
    expect(body.data.exposure_left).toBeNull()
    for (const { turn, confidence, reason } of body.data.findings)
      expect([typeof body.data.turns[turn].text, typeof confidence, typeof reason]).toEqual([
        'string',
        'number',
        'string',
      ])
    expect(await audited('review.read')).toContainEqual(expect.objectContaining({ dataId: id, userId: owner.id }))
    const stranger = await api.user()
    expect((await ask('GET', `/${conversations[0]}`, stranger)).status).toBe(404)
    expect((await ask('GET', `/${'f'.repeat(64)}`)).status).toBe(404)
    expect(api.logs.join()).not.toContain('slept badly')
  })

  it('is decided by two who agree; who has not judged yet does not see what others said', async () => {
    const [one] = conversations
    expect((await say(one, owner, 'leave_out')).body.data.verdicts).toHaveLength(1)
    expect((await say(one, owner, 'keep')).body.data).toMatchObject({ status: 'open', given: 1 })
    expect((await ask('GET', `/${one}`, second)).body.data).toMatchObject({ given: 1, verdicts: [] })
    const { body } = await say(one, second, 'keep', 'detector_is_wrong')
    expect(body.data).toMatchObject({ status: 'settled', final: 'keep', settled_by: null, given: 2 })
    expect((await say(one, third, 'leave_out')).status).toBe(409)
  })

  it('is settled by a third where two differ, and by neither of them', async () => {
    const [, two] = conversations
    const settle = (as: TestUser) => ask('POST', `/${two}/settle`, as, { verdict: 'leave_out' })
    await say(two, owner, 'keep')
    expect((await settle(third)).status).toBe(409)
    expect((await say(two, second, 'leave_out', 'poor_helping')).body.data).toMatchObject({
      status: 'disputed',
      final: null,
    })
    expect((await settle(second)).status).toBe(409)
    expect((await settle(third)).body.data).toMatchObject({
      status: 'settled',
      final: 'leave_out',
      settled_by: third.id,
    })
    expect((await ask('GET', '?status=open')).body.data).toHaveLength(1)
  })

  it('says how well reviewers agree, with intervals', async () => {
    const { body } = await ask('GET', '/agreement')
    expect(body.data).toMatchObject({ judged: 2, alpha: { value: expect.any(Number), low: expect.any(Number) } })
    expect(body.data.pairs).toMatchObject([{ reviewers: [owner.id, second.id].toSorted(), both: 2 }])
  })

  it('gives its verdicts to the next run, before the score', async () => {
    const started = await api.inject({
      method: 'POST',
      url: '/api/v1/pipeline/execute',
      headers: owner.headers,
      payload: { dataset_ids: [id] },
    })
    const execution = await api.store.executions.get(started.body.data.id)
    expect(execution!.options.quality).toMatchObject({
      verdicts: { [conversations[0]]: 'keep', [conversations[1]]: 'leave_out' },
    })
  })
})

describe('the budget of distressing texts', () => {
  it('lets a reviewer open so many a day, and those again', async () => {
    const all = await api.store.reviews.list(id, null, null, 10)
    const reader = await api.user('moderator')
    const heavy = all.map((review) => ({ ...review, distressing: true, datasetId: id }))
    await api.store.reviews.removeOf(id)
    await api.store.reviews.add(heavy)
    const open = async (at: number) => ask('GET', `/${heavy[at].conversationId}`, reader)
    expect((await open(0)).body.data.exposure_left).toBe(1)
    expect((await open(1)).body.data.exposure_left).toBe(0)
    const refused = await open(2)
    expect([refused.status, refused.body.error_code]).toEqual([429, 'RATE_LIMIT_EXCEEDED'])
    expect(refused.body.retry_after).toBeLessThanOrEqual(24 * 3600)
    expect((await open(1)).status).toBe(200)
  })

  it('is nothing that a data set without a run has', async () => {
    const { id: fresh } = await api.dataset(owner.id)
    const { status } = await api.inject({
      method: 'POST',
      url: `/api/v1/datasets/${fresh}/reviews`,
      headers: owner.headers,
      payload: { execution_id: newId() },
    })
    expect(status).toBe(404)
  })
})
