import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Execution } from '@techdeck/contracts'
import { isSignatureOf } from '@techdeck/core'
import { SESSIONS, workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
let owner: Awaited<ReturnType<TestApi['user']>>
let steward: Awaited<ReturnType<TestApi['user']>>
let execution: Execution
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  steward = await api.user('moderator')
  const worker = workFor(api)
  const taken = await worker.take(owner.id, 'helpline.jsonl', SESSIONS)
  execution = await worker.run(owner.id, taken, { options: { export: { waitForSignOff: true } } })
  worker.close()
}, 60_000)
afterAll(() => api?.close())

const ask = async (path: string, payload?: object, method: 'GET' | 'POST' | 'PUT' = 'POST', who = owner) =>
  api.inject({
    method: payload === undefined && method === 'POST' ? 'GET' : method,
    url: `/api/v1/pipeline/${execution.id}/${path}`,
    headers: who.headers,
    ...(payload !== undefined && { payload }),
  })
const signOff = (who = steward) =>
  api.inject({ method: 'POST', url: `/api/v1/pipeline/${execution.id}/leak-review/sign-off`, headers: who.headers })

describe('a leak review', () => {
  it('keeps downloads waiting until its sample is marked and signed off', async () => {
    expect((await ask('exports/conversations.jsonl')).status).toBe(409)
    const { body } = await ask('leak-review', { sample: 300 })
    expect(body.data).toMatchObject({ reviewed: 0, leaking: 0, upper_95: 1, signed_off_at: null })
    expect(body.data.sample).toBe(body.data.population)
    expect((await ask('leak-review', { sample: 1 })).body.data).toEqual(body.data)
    expect((await signOff()).status).toBe(409)
    expect((await signOff(owner)).status).toBe(403)

    const looked: string[] = []
    for (;;) {
      const { item } = (await ask('leak-review/next')).body.data
      if (item === null) break
      looked.push(item.conversation_id)
      for (const { text, replaced } of item.turns)
        for (const { start, end } of replaced) expect(Array.from(text).slice(start, end).join('')).toBe('[REDACTED]')
      const leaks = looked.length === 1 ? [{ turn: 0, start: 0, end: 3, category: 'name' }] : []
      expect((await ask(`leak-review/${item.conversation_id}`, { leaks }, 'PUT')).status).toBe(200)
    }
    expect(new Set(looked).size).toBe(body.data.sample)
    const signed = (await signOff()).body.data
    expect(signed).toMatchObject({ reviewed: looked.length, leaking: 1, leaks: 1, signed_off_by: steward.id })
    expect(signed.upper_95).toBeGreaterThan(1 / looked.length - 1e-9)
    expect((await ask('exports/conversations.jsonl')).status).toBe(200)
    expect((await ask(`leak-review/${looked[0]}`, { leaks: [] }, 'PUT')).status).toBe(409)
    expect((await ask('report')).body.data.leak_review).toEqual(signed)
  })

  it('is stated by the data card of the next run of the same', async () => {
    const { body } = await api.inject({
      method: 'POST',
      url: '/api/v1/pipeline/execute',
      headers: owner.headers,
      payload: { dataset_ids: execution.datasetIds, quality_threshold: 0.3, options: { export: { leakReviews: [] } } },
    })
    const planned = (await api.store.executions.get(body.data.id))!
    const worker = workFor(api)
    const dataset = (await api.store.datasets.get(execution.datasetIds[0]))!
    const next = await worker.run(owner.id, dataset, { options: planned.options })
    worker.close()
    const card = await api.inject({ url: `/api/v1/pipeline/${next.id}/exports/data-card.md`, headers: owner.headers })
    expect(card.text).toMatch(/Leak rate: people looked at \d+ conversations .* found something identifying in 1;/)
    const first = await ask('exports/data-card.md')
    expect(first.text).toContain('no sample of it had been looked at')
  })

  it('goes into the evidence, which is signed and holds no text', async () => {
    const { evidence, signature } = (await ask('evidence')).body.data
    expect(isSignatureOf(Buffer.from(JSON.stringify(evidence)), signature)).toBe(true)
    expect(isSignatureOf(Buffer.from(JSON.stringify({ ...evidence, execution_id: 'x' })), signature)).toBe(false)
    expect(evidence.leak_review).toMatchObject({ leaking: 1, signed_off_by: steward.id, reviewers: [owner.id] })
    expect(evidence.leak_review.statement).toMatch(/^1 of \d+ conversations had a leak; with 95 % confidence/)
    const [dataset] = evidence.datasets
    expect(dataset.processing).toMatchObject({ method: { name: 'own' }, risk: { k_anonymity: expect.any(Number) } })
    expect(dataset.conservation).toHaveLength(6)
    expect(JSON.stringify(evidence)).not.toMatch(/slept|worry|parents|helpline/)
  })

  it('is audited: what was looked at, marked and signed off', async () => {
    const { items } = await api.deps.audit.search({ workspaceId: execution.workspaceId }, null, 200)
    const operations = items.map(({ operation }) => operation)
    for (const each of ['begin', 'read', 'mark', 'sign_off']) expect(operations).toContain(`leak_review.${each}`)
  })
})
