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

/** The cookie by which a browser is known again; scripts and other sites cannot use it. */
function browserOf({ headers }: { headers: Record<string, unknown> }): string {
  const set = String(headers['set-cookie'])
  expect(set).toMatch(
    /^techdeck_downloads=[\w-]{43}; Max-Age=86400; Path=\/api\/v1\/downloads; HttpOnly; SameSite=Strict$/,
  )
  return set.split(';')[0]
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

  it('goes on where it broke off, in the browser that began it and nowhere else', async () => {
    const user = await api.user()
    const { execution } = await finishedExecution(api, user.id)
    const url = await ticketFor(user.headers, execution.id)
    const begun = await api.inject({ url })
    const cookie = browserOf(begun)
    const condition = { range: 'bytes=5-', 'if-range': String(begun.headers.etag) }
    // It may break off more than once.
    for (let time = 0; time < 2; time++) {
      const rest = await api.inject({ url, headers: { ...condition, cookie } })
      expect([rest.status, rest.text]).toEqual([206, begun.text.slice(5)])
      expect(rest.headers['x-techdeck-watermark']).toBe(begun.headers['x-techdeck-watermark'])
    }
    const other = `techdeck_downloads=${'x'.repeat(43)}`
    for (const headers of [condition, { cookie }, { ...condition, cookie: other }])
      expect(await api.inject({ url, headers })).toMatchObject({ status: 404 })
    expect(api.logs.join('')).not.toContain(cookie.split('=')[1])
  })

  it('keeps apart the files that one browser takes', async () => {
    const user = await api.user()
    const [one, other] = [await finishedExecution(api, user.id), await finishedExecution(api, user.id)]
    const urls = [await ticketFor(user.headers, one.execution.id), await ticketFor(user.headers, other.execution.id)]
    const cookie = browserOf(await api.inject({ url: urls[0] }))
    expect(browserOf(await api.inject({ url: urls[1], headers: { cookie } }))).toBe(cookie)
    const marks = await Promise.all(
      urls.map(async (url) => (await api.inject({ url, headers: { cookie, range: 'bytes=1-' } })).headers),
    )
    expect(new Set(marks.map((headers) => headers['x-techdeck-watermark'])).size).toBe(2)
  })

  it('goes on for nobody whose session has ended', async () => {
    const { email, id: userId } = await member(api)
    const { headers } = await signIn(api, email, 'web')
    const { execution } = await finishedExecution(api, userId)
    const url = await ticketFor(headers, execution.id)
    const cookie = browserOf(await api.inject({ url }))
    await api.inject({ method: 'POST', url: '/api/v1/auth/logout', headers })
    expect(await api.inject({ url, headers: { cookie, range: 'bytes=5-' } })).toMatchObject({ status: 401 })
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
