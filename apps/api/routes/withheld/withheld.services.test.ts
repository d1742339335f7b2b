import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { withheld } from '../../testing/requests.ts'
import { workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let owner: TestUser
let held: Awaited<ReturnType<typeof withheld>>
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  held = await withheld({ api, owner, caller: owner })
}, 60_000)
afterAll(() => api?.close())

const url = (rest: string) => `/api/v1/pipeline/${held.id}/${rest}`
const release = (conversations: string[], reason = 'an address of a help line') =>
  api.inject({
    method: 'POST',
    url: url('withheld/release'),
    headers: owner.headers,
    payload: { conversations, reason },
  })
const execute = (processing: object) =>
  api.inject({
    method: 'POST',
    url: '/api/v1/pipeline/execute',
    headers: owner.headers,
    payload: { dataset_ids: [held.dataset.id], options: { processing } },
  })

describe('a withheld conversation', () => {
  it('is shown as it was, with what was found, and to nobody else', async () => {
    const { status, body } = await api.inject({ url: url(`withheld/${held.conversation}`), headers: owner.headers })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ reason_code: 'identifier_left', conversation: { id: held.conversation } })
    expect(JSON.stringify(body.data.conversation.turns)).toContain('sam.lee@mail.com')
    expect(body.data.findings.map(({ category }: { category: string }) => category)).toContain('email')
    const other = await api.user()
    const refused = await api.inject({ url: url(`withheld/${held.conversation}`), headers: other.headers })
    expect(refused.status).toBe(404)
  })

  it('is released by name and with a reason, and comes out of the next run alone', async () => {
    expect((await release(['f'.repeat(64)])).status).toBe(404)
    expect((await execute({ release: [held.conversation] })).status).toBe(400)
    expect((await execute({ release: [] })).status).toBe(202)
    const { body } = await release([held.conversation])
    expect(body.data).toEqual({ released: 1, of_datasets: [{ dataset_id: held.dataset.id, released: 1 }] })
    const planned = (await api.store.executions.get((await execute({})).body.data.id))!
    expect(planned.options['processing']).toMatchObject({ release: [held.conversation] })

    const worker = workFor(api)
    const processing = { replaceFrom: 1, release: [held.conversation] }
    const again = await worker.run(owner.id, held.dataset, { options: { processing } })
    worker.close()
    const why = await api.inject({
      url: `/api/v1/pipeline/${again.id}/why/${held.conversation}`,
      headers: owner.headers,
    })
    const [passport] = why.body.data.passports
    expect(passport.fate.outcome).toBe('exported')
    expect(passport.steps[3]).toMatchObject({ stage: 'processing', reasons: ['released_identifier_left'] })
  })

  it('leaves a trail in the audit log and in the store, with who and why', async () => {
    const { items } = await api.deps.audit.search({ workspaceId: 'default', operation: 'withheld.release' }, null, 10)
    expect(items[0]).toMatchObject({ userId: owner.id, executionId: held.id })
    expect(items[0].details).toMatchObject({ conversations: 1, reason: 'an address of a help line' })
    const [kept] = await api.store.releases.ofDataset(held.dataset.id, 10)
    expect(kept).toMatchObject({ releasedBy: owner.id, withheldFor: 'identifier_left', executionId: held.id })
  })
})
