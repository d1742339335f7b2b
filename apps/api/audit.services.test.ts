import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ErrorBody, routes, type RouteName } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { breakIntake } from './testing/break-intake.ts'
import { requestOf, requests } from './testing/requests.ts'
import { startApi, type TestApi, type TestUser } from './testing/start-api.ts'

/** Those that show text, and what else must never go unseen. */
const WATCHED = [
  'getQuarantinedRow',
  'listReadings',
  'getPreview',
  'getFormatPreview',
  'getWhy',
  'listConversations',
  'getConversation',
  'getConversationSource',
  'diffPipelines',
  'downloadExport',
  'downloadByTicket',
  'openReview',
  'nextLeakItem',
  'getWithheld',
  'revealIdentity',
  'login',
  'updateUser',
  'uploadDataset',
  'forgetInAudit',
  'traceDownloads',
] as const satisfies readonly RouteName[]

describe('when the database takes no audit entry', () => {
  let api: TestApi
  let admin: TestUser
  const prepared = new Map<RouteName, ReturnType<typeof requestOf>>()
  beforeAll(async () => {
    api = await startApi()
    admin = await api.user('admin')
    for (const name of WATCHED)
      prepared.set(name, requestOf(name, await requests[name]({ api, owner: admin, caller: admin })))
    await breakIntake(api.dbName)
  }, 120_000)
  afterAll(() => api?.close())

  it.each(WATCHED)('%s answers 503, with nothing of what was asked for', async (name) => {
    const request = prepared.get(name)!
    const { status, body } = await api.inject({ ...request, headers: { ...admin.headers, ...request.headers } })
    expect([status, body.error_code]).toEqual([503, 'RESOURCE_UNAVAILABLE'])
    expect(ErrorBody.strict().safeParse(body).success).toBe(true)
  })
})

describe('the routes of the audit log', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startApi()
  }, 60_000)
  afterAll(() => api?.close())
  const ask = async (url: string, { headers }: TestUser) => (await api.inject({ url: `/api/v1${url}`, headers })).body

  it('say of an entry who did what with which thing, what for and whence', async () => {
    const owner = await api.user()
    const dataset = await api.dataset(owner.id)
    await ask(`/datasets/${dataset.id}`, owner)
    const moderator = await api.user('moderator')
    const { data } = await ask(`/audit?data_id=${dataset.id}`, moderator)
    expect(data).toMatchObject([
      {
        index: null,
        user_id: owner.id,
        operation: 'dataset.read',
        purpose: routes.getDataset.summary,
        data_type: 'dataset',
        data_id: dataset.id,
        ip_address: '127.0.0.1',
      },
    ])
    await api.seal()
    const [sealed] = (await ask(`/audit?user_id=${owner.id}&operation=dataset.read`, moderator)).data
    const proof = await ask(`/audit/entries/${sealed.index}`, moderator)
    expect(proof.data.entry).toEqual(sealed)
    expect(JSON.parse(proof.data.leaf)).toMatchObject({ id: sealed.id, actor: owner.id, data_id: dataset.id })
  })

  it('forget whence somebody came, by name and reason, and keep the rest', async () => {
    const gone = await api.user()
    await ask('/datasets', gone)
    const admin = await api.user('admin')
    const body = { user_id: gone.id, reason: 'asked to be forgotten' }
    await api.inject({ method: 'POST', url: '/api/v1/audit/forget', headers: admin.headers, payload: body })
    expect((await ask(`/audit?user_id=${gone.id}`, admin)).data).toMatchObject([
      { operation: 'dataset.list', ip_address: null },
    ])
    expect((await ask(`/audit?data_id=${gone.id}`, admin)).data).toMatchObject([
      { operation: 'audit.forget', purpose: 'asked to be forgotten', user_id: admin.id },
    ])
  })

  it('take cosignatures of known witnesses alone', async () => {
    const admin = await api.user('moderator')
    const { data } = await ask('/audit/checkpoint', admin)
    const payload = { note: data.checkpoint as string }
    const refused = await api.inject({
      method: 'POST',
      url: '/api/v1/audit/cosignatures',
      headers: admin.headers,
      payload,
    })
    expect([refused.status, refused.body.error_code]).toEqual([400, 'VALIDATION_ERROR'])
    const request = requestOf('cosignAudit', await requests.cosignAudit({ api, owner: admin, caller: admin }))
    expect((await api.inject({ ...request, headers: admin.headers })).status).toBe(200)
    const [cosigned] = (await ask('/audit/checkpoint', admin)).data.cosigned
    expect(cosigned.witness).toBe('witness.test/1')
    expect(cosigned.note).toContain(data.checkpoint)
  })

  it('keep sign-ins that failed with the address that was tried, sealed', async () => {
    const email = `${newId()}@example.org`
    const payload = { email, password: 'wrong' }
    await api.inject({ method: 'POST', url: '/api/v1/auth/login', payload })
    const admin = await api.user('admin')
    const [entry] = (await ask('/audit?operation=auth.login_failed', admin)).data
    expect(entry).toMatchObject({ user_id: null, email, ip_address: '127.0.0.1' })
  })
})
