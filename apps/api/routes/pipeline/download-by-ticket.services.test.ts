import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { finishedExecution } from '../../testing/finished-execution.ts'
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
})
