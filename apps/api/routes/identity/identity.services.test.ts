import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { vaulted } from '../../testing/requests.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let owner: TestUser
let admin: TestUser
let kept: { id: string; conversation: string }
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  admin = await api.user('admin')
  kept = await vaulted({ api, owner, caller: owner })
}, 60_000)
afterAll(() => api?.close())

const reveal = (who: TestUser, conversation = kept.conversation) =>
  api.inject({
    method: 'POST',
    url: `/api/v1/pipeline/${kept.id}/reveal/${conversation}`,
    headers: who.headers,
    payload: { reason: 'a court asks' },
  })

describe('the vault', () => {
  it('gives back what was taken out, to administrators alone, by reason and audited', async () => {
    expect((await reveal(owner)).status).toBe(403)
    expect((await reveal(await api.user('moderator'))).status).toBe(403)
    const { status, body } = await reveal(admin)
    expect(status).toBe(200)
    expect(body.data.replaced.map(({ text }: { text: string }) => text)).toEqual(['Quilla Vane'])
    const { items } = await api.deps.audit.search({ workspaceId: 'default', operation: 'identity.reveal' }, null, 10)
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ userId: admin.id, executionId: kept.id })
    expect(JSON.stringify(items)).not.toContain('Quilla')
    expect((await reveal(admin, 'f'.repeat(64))).status).toBe(404)
  })
})
