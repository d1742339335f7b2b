import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TAKING_HEADERS, type TakingView, type TraceView } from '@techdeck/contracts'
import { newId, sha256 } from '@techdeck/core'
import { apiTokenOf } from '../../testing/api-token.ts'
import { EXPORTED, finishedExecution } from '../../testing/finished-execution.ts'
import { sharedAs } from '../../testing/sharing.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

const DAY_MS = 86_400_000

let api: TestApi
let owner: TestUser
let moderator: TestUser
/** How far the clock is ahead. */
let aheadMs = 0
beforeAll(async () => {
  api = await startApi(() => ({ clock: { now: () => new Date(Date.now() + aheadMs) } }))
  owner = await api.user()
  moderator = await api.user('moderator')
}, 60_000)
afterAll(() => api?.close())

interface Headers {
  [name: string]: string
}
const fileOf = (id: string, query = '') => `/api/v1/pipeline/${id}/exports/a.jsonl${query}`
const take = (id: string, headers: Headers, query = '') => api.inject({ url: fileOf(id, query), headers })
const ticket = (id: string, headers: Headers, query = '') =>
  api.inject({ method: 'POST', url: fileOf(id, `/ticket${query}`), headers })
const trace = async (by: { watermark: string } | { sha256: string }): Promise<TraceView[]> => {
  const url = `/api/v1/audit/downloads?${new URLSearchParams(by).toString()}`
  return (await api.inject({ url, headers: moderator.headers })).body.data
}
const termsOf = ({ headers }: Awaited<ReturnType<typeof take>>) =>
  Object.fromEntries(
    Object.entries(TAKING_HEADERS).map(([name, header]) => [name, decodeURIComponent(String(headers[header]))]),
  ) as TakingView

describe('a copy of an exported file', () => {
  it('has the bytes of every other copy, and a mark of its own that leads to who took it, however it was taken', async () => {
    const { execution, dataset } = await finishedExecution(api, owner.id)
    const viewer = await api.user()
    await sharedAs(api, dataset.id, viewer.id, 'viewer')
    const agent = await apiTokenOf(api, owner.id, { kind: 'agent' })
    const plain = await take(execution.id, owner.headers)
    const rest = await take(execution.id, { ...viewer.headers, range: 'bytes=7-' })
    const byAgent = await take(execution.id, agent.headers)
    const issued = (await ticket(execution.id, viewer.headers)).body.data
    const byTicket = await api.inject({ url: issued.url })
    expect([plain.text, rest.text, byAgent.text, byTicket.text]).toEqual([
      EXPORTED,
      EXPORTED.slice(7),
      EXPORTED,
      EXPORTED,
    ])
    expect(termsOf(byTicket).watermark).toBe(issued.watermark)
    const marks = [plain, rest, byAgent, byTicket].map((answer) => termsOf(answer).watermark)
    expect(new Set(marks).size).toBe(4)
    const copies = []
    for (const watermark of marks) copies.push(...(await trace({ watermark })))
    const common = { execution_id: execution.id, dataset_id: dataset.id, sha256: sha256(EXPORTED), name: 'a.jsonl' }
    const expected = [
      { user_id: owner.id, agent: false, token_id: null },
      { user_id: viewer.id, agent: false, token_id: null },
      { user_id: owner.id, agent: true, token_id: agent.id },
      { user_id: viewer.id, agent: false, token_id: null },
    ].map((who, at) => ({ ...common, ...who, watermark: marks[at] }))
    expect(copies).toEqual(expected.map((each) => expect.objectContaining(each)))
    // Where the bytes are all that is left, they lead to everybody who has them.
    const all = await trace({ sha256: sha256(EXPORTED) })
    expect(all.map(({ watermark }) => watermark)).toEqual(expect.arrayContaining(marks))
    expect(await trace({ watermark: newId() })).toEqual([])
  })

  it('is for the purpose that its data are kept for and no other, else for the one that is named', async () => {
    const { execution, dataset } = await finishedExecution(api, owner.id)
    const named = await take(execution.id, owner.headers, '?purpose=a%20look%20at%20%E2%80%9Ctriage%E2%80%9D')
    expect(termsOf(named).purpose).toBe('a look at “triage”')
    expect(termsOf(await take(execution.id, owner.headers)).purpose).toBe('not stated')
    await api.store.datasets.describe(dataset.id, { purpose: 'A study of sleep' })
    const other = '?purpose=advertising'
    for (const refused of [
      await take(execution.id, owner.headers, other),
      await ticket(execution.id, owner.headers, other),
    ])
      expect([refused.status, refused.body.details]).toEqual([409, { purpose: 'A study of sleep' }])
    for (const query of ['', '?purpose=a%20study%20of%20%20sleep'])
      expect(termsOf(await take(execution.id, owner.headers, query)).purpose).toBe('A study of sleep')
    const { items } = await api.deps.audit.search({ workspaceId: 'default', dataId: dataset.id }, null, 3)
    expect(items.find(({ operation }) => operation === 'export.download')?.purpose).toBe('A study of sleep')
  })

  it('may be kept until the retention of its data is over, at most ninety days, and is not given after that', async () => {
    const { execution, dataset } = await finishedExecution(api, owner.id)
    const inDays = (text: string) => (Date.parse(text) - Date.now()) / DAY_MS
    expect(inDays(termsOf(await take(execution.id, owner.headers)).expires_at)).toBeCloseTo(90, 1)
    const retainUntil = new Date(Date.now() + 3 * DAY_MS)
    await api.store.datasets.describe(dataset.id, { retainUntil })
    expect(termsOf(await take(execution.id, owner.headers)).expires_at).toBe(retainUntil.toISOString())
    aheadMs = 4 * DAY_MS
    try {
      const headers = { authorization: (await api.user('moderator')).headers.authorization }
      expect(await take(execution.id, headers)).toMatchObject({ status: 409, body: { error_code: 'CONFLICT' } })
    } finally {
      aheadMs = 0
    }
  })
})
