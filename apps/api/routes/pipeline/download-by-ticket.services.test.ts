import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { finishedExecution } from '../../testing/finished-execution.ts'
import { emergencyOf, sharedAs } from '../../testing/sharing.ts'
import { member, signIn } from '../../testing/sign-in.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
}, 60_000)
afterAll(() => api?.close())

async function ticketFor(headers: Record<string, string>, id: string): Promise<string> {
  const { body } = await api.inject({ method: 'POST', url: `/api/v1/pipeline/${id}/exports/a.jsonl/ticket`, headers })
  return body.data.url
}

describe('a one-time address of a file', () => {
  it('gives the file that the API gives, once and without a token', async () => {
    const user = await api.user()
    const { execution } = await finishedExecution(api, user.id)
    const url = await ticketFor(user.headers, execution.id)
    const plain = await api.inject({ url: `/api/v1/pipeline/${execution.id}/exports/a.jsonl`, headers: user.headers })
    const given = await api.inject({ url })
    expect([given.status, given.text]).toEqual([200, plain.text])
    expect(given.headers).toMatchObject({
      'content-disposition': 'attachment; filename="a.jsonl"',
      'cache-control': 'private, no-store',
    })
    expect(await api.inject({ url })).toMatchObject({ status: 404 })
    expect(api.logs.join('')).not.toContain(url.slice(url.indexOf('=') + 1))
  })

  it('is written to the audit log under the name of whoever asked', async () => {
    const user = await api.user()
    const { execution } = await finishedExecution(api, user.id)
    const url = await ticketFor(user.headers, execution.id)
    await api.inject({ url })
    const { items } = await api.deps.audit.search({ workspaceId: 'default', userId: user.id }, null, 1)
    expect(items).toMatchObject([{ operation: 'export.download', userId: user.id, executionId: execution.id }])
  })

  it('is good for nothing once the session has ended', async () => {
    const { email, id: userId } = await member(api)
    const { headers } = await signIn(api, email, 'web')
    const { execution } = await finishedExecution(api, userId)
    const url = await ticketFor(headers, execution.id)
    await api.inject({ method: 'POST', url: '/api/v1/auth/logout', headers })
    expect(await api.inject({ url })).toMatchObject({ status: 401 })
  })

  it('gives it to everybody whom the file itself is given to, and records broken glass', async () => {
    const owner = await api.user()
    const { dataset, execution } = await finishedExecution(api, owner.id)
    const [viewer, doctor, moderator] = [await api.user(), await api.user(), await api.user('moderator')]
    const teamId = await sharedAs(api, dataset.id, viewer.id, 'viewer')
    const emergency = await emergencyOf(api, doctor.id, dataset.id)
    for (const { headers } of [viewer, doctor, moderator])
      expect((await api.inject({ url: await ticketFor(headers, execution.id) })).status).toBe(200)
    const { items } = await api.deps.audit.search({ workspaceId: 'default', userId: doctor.id }, null, 20)
    const [download] = items.filter(({ operation }) => operation === 'export.download')
    expect(download.details).toMatchObject({ emergency })
    const late = await ticketFor(viewer.headers, execution.id)
    await api.store.shares.remove(dataset.id, teamId)
    await api.deps.accessCache.changed(viewer.id)
    expect((await api.inject({ url: late })).status).toBe(404)
  })
})
