import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Execution } from '@techdeck/contracts'
import { SESSIONS, workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
let owner: Awaited<ReturnType<TestApi['user']>>
let execution: Execution
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  const worker = workFor(api)
  execution = await worker.run(owner.id, await worker.take(owner.id, 'helpline.jsonl', SESSIONS))
  worker.close()
}, 60_000)
afterAll(() => api?.close())

const why = (place: string, { id } = execution) =>
  api.inject({ url: `/api/v1/pipeline/${id}/why/${encodeURIComponent(place)}`, headers: owner.headers })

describe('why a conversation is where it is', () => {
  it('is told by its place in the file and by its id, from the source to the line of the export', async () => {
    const { status, body } = await why('helpline.jsonl:2')
    expect(status).toBe(200)
    const [passport] = body.data.passports
    expect(passport).toMatchObject({
      source: { file: 0, line: 2, row: 2, rows: 1 },
      file: { name: 'helpline.jsonl', format: 'jsonl' },
      fate: { outcome: 'exported', stage: 'export' },
      exports: [{ name: 'conversations.jsonl', format: 'jsonl', record: 2, line: 2 }],
    })
    expect(passport.steps.map((step: any) => [step.stage, step.outcome, typeof step.version])).toEqual(
      execution.stagesPlanned.map((stage) => [stage, 'passed', 'number']),
    )
    expect(passport.steps[4].scores.overall).toBeGreaterThan(0.3)
    expect((await why(passport.conversation_id.slice(0, 12))).body.data).toEqual(body.data)
    expect(JSON.stringify(body)).not.toMatch(/slept|worry|parents/)
  })

  it('is told of a row that could not be read', async () => {
    const { body } = await why('helpline.jsonl:row:4')
    expect(body.data.passports).toMatchObject([
      { conversation_id: null, fate: { outcome: 'quarantined', stage: 'ingestion', reason: 'invalid_json' } },
    ])
  })

  it('is not known where there is nothing, and what is no place is refused', async () => {
    expect((await why('f'.repeat(64))).status).toBe(404)
    expect((await why('other.jsonl:1')).status).toBe(404)
    const { status, body } = await why('not a place')
    expect([status, body.details[0].allowed]).toEqual([400, ['ID', 'FILE:LINE', 'FILE:row:ROW']])
  })

  it('is not known before the files were read', async () => {
    const waiting = await api.execution(owner.id, [await api.dataset(owner.id)])
    expect((await why('a.jsonl:1', waiting)).status).toBe(404)
  })
})
