import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ConversationRow, Execution } from '@techdeck/contracts'
import { apiTokenOf } from '../../testing/api-token.ts'
import { SESSIONS, workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let owner: TestUser
let execution: Execution
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  const worker = workFor(api)
  const content = SESSIONS.replace('my parents', 'my friend Quilla Vane').replace(
    '"messages"',
    '"topic":"exams","messages"',
  )
  const options = { export: { splits: { train: 1, test: 1 } } }
  execution = await worker.run(owner.id, await worker.take(owner.id, 'helpline.jsonl', content), { options })
  worker.close()
}, 60_000)
afterAll(() => api?.close())

const ask = (rest: string, { headers } = owner) =>
  api.inject({ url: `/api/v1/pipeline/${execution.id}/conversations${rest}`, headers })
const rows = async (): Promise<ConversationRow[]> => (await ask('')).body.data

describe('the conversations of a run', () => {
  it('are listed with what is measured, found and decided of each, and without a word of them', async () => {
    const { status, body } = await ask('')
    expect(status).toBe(200)
    const { data, meta } = body
    expect(meta).toMatchObject({ next_cursor: null, total: 3 })
    expect(data).toHaveLength(3)
    for (const row of data) {
      expect(row).toMatchObject({ outcome: 'exported', stage: 'export', language: 'en' })
      expect(['train', 'test']).toContain(row.split)
      const figures = Object.fromEntries(meta.figures.map((name: string, at: number) => [name, row.figures[at]]))
      expect(figures).toMatchObject({ turns: 6, characters: expect.any(Number), empathy_cue_rate: expect.any(Number) })
      expect(figures['score_overall']).toBeGreaterThan(0.3)
    }
    expect(data[0].findings['identifier.name']).toBe(1)
    expect(JSON.stringify(body)).not.toMatch(/slept|worry|Quilla/)
  })

  it('come in pages of whole shards, and no cursor of somebody else is taken', async () => {
    expect((await ask('?limit=1')).body.data).toHaveLength(3)
    for (const cursor of ['x', '7.0']) expect((await ask(`?cursor=${cursor}`)).status).toBe(400)
  })

  it('are shown one by one as they came out, with scores and with marks at what was replaced', async () => {
    const [{ id }] = await rows()
    const { body } = await ask(`/${id}`)
    const { conversation, row } = body.data
    expect(row.id).toBe(id)
    expect(conversation.turns[2].text).toContain('[REDACTED]')
    expect(conversation.findings).toContainEqual(expect.objectContaining({ kind: 'identifier', turn: 2 }))
    expect(conversation.scores.overall).toBeGreaterThan(0.3)
    expect(JSON.stringify(body)).not.toContain('Quilla')
    expect((await ask(`/${'f'.repeat(64)}`)).status).toBe(404)
  })

  it('are shown as they were to a person alone, and each look is in the audit log', async () => {
    const [{ id }] = await rows()
    const { body } = await ask(`/${id}/source`)
    expect(body.data.conversation.turns[2].text).toContain('Quilla Vane')
    expect(body.data.findings).toContainEqual(expect.objectContaining({ kind: 'identifier', turn: 2 }))
    const token = await apiTokenOf(api, owner.id)
    expect((await ask(`/${id}/source`, { ...owner, headers: token.headers })).status).toBe(403)
    const admin = await api.user('admin')
    const log = await api.inject({ url: '/api/v1/audit?operation=conversation.source', headers: admin.headers })
    expect(log.body.data).toMatchObject([{ execution_id: execution.id, details: { conversation: id } }])
  })

  it('are exported again by other rules, which is planned first and changes nothing else', async () => {
    const again = (payload: object) =>
      api.inject({ method: 'POST', url: `/api/v1/pipeline/${execution.id}/export`, headers: owner.headers, payload })
    const asked = await again({ options: { filter: { ranges: { turns: { most: 2 } } }, splits: { train: 1 } } })
    expect(asked.status).toBe(202)
    const worker = workFor(api)
    const ran = await worker.go(asked.body.data.id)
    worker.close()
    expect(ran.status).toBe('completed')
    const statuses = Object.values(ran.stages[ran.datasetIds[0]]).map(({ status }) => status)
    expect(statuses).toEqual([...Array.from({ length: 5 }, () => 'reused'), 'completed'])
    const { body } = await api.inject({ url: `/api/v1/pipeline/${ran.id}/report`, headers: owner.headers })
    expect(Object.values(body.data.plans)).toMatchObject([
      { conversations: { in: 3, written: 0, left_out: 3 }, rules: [{ reason: 'filter_figure', count: 3 }] },
    ])
    expect((await again({ options: { filter: { nonsense: 1 } } })).status).toBe(400)
  })

  it('are not there before the files were read', async () => {
    const waiting = await api.execution(owner.id, [await api.dataset(owner.id)])
    const { status } = await api.inject({
      url: `/api/v1/pipeline/${waiting.id}/conversations`,
      headers: owner.headers,
    })
    expect(status).toBe(404)
  })
})
