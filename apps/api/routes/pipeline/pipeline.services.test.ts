import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { STAGES, type Dataset, type EventName, type Execution } from '@techdeck/contracts'
import { newId, sha256 } from '@techdeck/core'
import { EXPORTED, finishedExecution } from '../../testing/finished-execution.ts'
import { writePreview } from '../../testing/requests.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
let owner: Awaited<ReturnType<TestApi['user']>>
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
}, 60_000)
afterAll(() => api?.close())

const get = (path: string, headers = {}, as = owner) =>
  api.inject({ url: `/api/v1/pipeline${path}`, headers: { ...as.headers, ...headers } })
const post = (path: string, payload: object = {}, headers = {}, as = owner) =>
  api.inject({ method: 'POST', url: `/api/v1/pipeline${path}`, payload, headers: { ...as.headers, ...headers } })

/** Appends an event, and changes the status with it. */
async function happen(
  { id }: Execution,
  event: EventName,
  from: Execution['status'],
  to: Execution['status'] = from,
  publish = true,
) {
  const key = `${event}.${newId()}`
  const change = await api.store.executions.transition(id, { from: [from], to, event: { key, event, data: {} } })
  if (publish) await api.deps.events.publishEvent(id, change.events[0], 1)
}
async function running(): Promise<Execution> {
  const execution = await api.execution(owner.id, [await api.dataset(owner.id)])
  await happen(execution, 'pipeline.started', 'queued', 'running')
  return execution
}

const away = () => Promise.reject(new Error('away'))

describe('starting a pipeline', () => {
  it('records and queues it with the usual settings, and says where it is', async () => {
    const dataset = await api.dataset(owner.id)
    const { status, body, headers } = await post('/execute', { dataset_ids: [dataset.id] })
    expect(status).toBe(202)
    expect(headers.location).toBe(`/api/v1/pipeline/${body.data.id}`)
    expect(body.data).toMatchObject({
      user_id: owner.id,
      dataset_ids: [dataset.id],
      status: 'queued',
      execution_mode: 'standard',
      quality_threshold: 0.7,
      enable_bias_detection: true,
      export_formats: ['jsonl'],
      started_at: null,
      completed_at: null,
    })
    expect(body.data.stages.map((stage: any) => [stage.stage_name, stage.status, stage.records.in])).toEqual(
      STAGES.map((stage) => [stage, 'pending', 0]),
    )
    expect(body.data.datasets[0]).toMatchObject({ dataset_id: dataset.id })
    expect(await api.deps.flows.flowAlive({ executionId: body.data.id, round: 1 }, [])).toBe(true)
    expect((await get(`/${body.data.id}`)).body.data).toEqual(body.data)
    expect((await get('?limit=1')).body.data[0].id).toBe(body.data.id)
  })

  it('takes the settings of a recipe, by the name of a preset or as it is', async () => {
    const { id } = await api.dataset(owner.id)
    const preset = await post('/execute', { dataset_ids: [id], recipe: 'research-strict' })
    expect([preset.status, preset.body.data.execution_mode, preset.body.data.export_formats]).toEqual([
      202,
      'strict',
      ['jsonl', 'parquet', 'csv_sessions'],
    ])
    const recipe = { techdeck_recipe: 1, threshold: 0.3, versions: { quality: 99 } }
    const old = await post('/execute', { dataset_ids: [id], recipe })
    expect([old.status, old.body.details[0]]).toMatchObject([400, { path: 'versions.quality' }])
    const own = await post('/execute', { dataset_ids: [id], recipe: { techdeck_recipe: 1, threshold: 0.3 } })
    expect(own.body.data.quality_threshold).toBe(0.3)
    expect((await post('/execute', { dataset_ids: [id], recipe: 'unknown-one' })).status).toBe(404)
  })

  it('makes one execution of many requests with one key, and none of another request with it', async () => {
    const { id } = await api.dataset(owner.id)
    const key = { 'idempotency-key': newId() }
    const answers = await Promise.all(Array.from({ length: 40 }, () => post('/execute', { dataset_ids: [id] }, key)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
    const other = await post('/execute', { dataset_ids: [id], quality_threshold: 0.1 }, key)
    expect([other.status, other.body.error_code]).toEqual([409, 'CONFLICT'])
    // A key is its user's own.
    const stranger = await api.user()
    const theirs = await api.dataset(stranger.id)
    expect((await post('/execute', { dataset_ids: [theirs.id] }, key, stranger)).status).toBe(202)
  })

  it('is refused while a data set is inspected, is not usable, or not the caller’s', async () => {
    const start = async (change: Partial<Dataset>, userId = owner.id) =>
      (await post('/execute', { dataset_ids: [(await api.dataset(userId, change)).id] })).body.error_code
    expect(await start({ status: 'inspecting' })).toBe('CONFLICT')
    expect(await start({ status: 'invalid' })).toBe('CONFLICT')
    expect(await start({ status: 'deleted' })).toBe('NOT_FOUND')
    expect(await start({}, (await api.user()).id)).toBe('NOT_FOUND')
  })

  const dataset_ids = ['01a20f9d-8d02-77d3-b9a1-d8be8400404d']
  it.each<[string, object, object[]]>([
    ['no data set', {}, [{ path: 'dataset_ids', problem: 'missing' }]],
    ['an empty list', { dataset_ids: [] }, [{ path: 'dataset_ids', problem: 'too small: at least 1 items' }]],
    ['an id that is none', { dataset_ids: ['Zebedee'] }, [{ path: 'dataset_ids.0', problem: 'not a valid uuid' }]],
    [
      'a data set twice',
      { dataset_ids: [...dataset_ids, ...dataset_ids] },
      [{ path: 'dataset_ids', problem: 'must not repeat an item' }],
    ],
    [
      'an unknown mode',
      { dataset_ids, execution_mode: 'Zebedee' },
      [
        {
          path: 'execution_mode',
          problem: 'not one of the allowed values',
          allowed: ['standard', 'fast', 'strict', 'dry_run'],
        },
      ],
    ],
    [
      'a threshold over 1',
      { dataset_ids, quality_threshold: 7 },
      [{ path: 'quality_threshold', problem: 'too big: at most 1' }],
    ],
    [
      'a threshold as text',
      { dataset_ids, quality_threshold: '0.5' },
      [{ path: 'quality_threshold', problem: 'not of type number' }],
    ],
    [
      'an operator',
      { dataset_ids, quality_threshold: { $gt: 0 } },
      [{ path: 'quality_threshold', problem: 'not of type number' }],
    ],
    ['an unknown member', { dataset_ids, user_id: 'Zebedee' }, [{ path: 'user_id', problem: 'unknown member' }]],
    ['a member that is no name', { dataset_ids, 'I am Zebedee': 1 }, [{ path: '*', problem: 'unknown member' }]],
  ])('with %s is refused, saying where and what but no value', async (_, change, problems) => {
    const { status, body, text } = await post('/execute', change)
    expect(status).toBe(400)
    expect(body.details).toEqual(problems)
    expect(text).not.toContain('Zebedee')
  })

  it('refuses options that a stage does not know', async () => {
    const { id } = await api.dataset(owner.id)
    const { body } = await post('/execute', { dataset_ids: [id], options: { standardization: { mergeTurn: true } } })
    expect(body.error_code).toBe('VALIDATION_ERROR')
    expect(body.details[0].path).toContain('options')
  })

  it('is accepted without Redis', async () => {
    const other = await startApi(({ flows }) => ({
      flows: Object.assign(Object.create(flows), { addFlow: () => new Promise<void>(() => {}), addInspect: away }),
      progress: { shardDone: away, counted: away, reset: away, publish: away, get: away },
    }))
    const user = await other.user()
    const { id } = await other.dataset(user.id)
    const request = { method: 'POST', url: '/api/v1/pipeline/execute', headers: user.headers } as const
    const started = await other.inject({ ...request, payload: { dataset_ids: [id] } })
    expect(started.status).toBe(202)
    const url = `/api/v1/pipeline/${started.body.data.id}/progress`
    const { body } = await other.inject({ url, headers: user.headers })
    expect(body.data).toMatchObject({ status: 'queued', progress: 0, current_stage: 'initialization', total_stages: 6 })
    await other.close()
  })
})

describe('cancelling and retrying', () => {
  it('asks a running execution to stop, any number of times, and refuses one that has ended', async () => {
    const execution = await running()
    for (let i = 0; i < 2; i++) {
      const { status, body } = await post(`/${execution.id}/cancel`)
      expect([status, body.data.status]).toEqual([202, 'cancelling'])
    }
    await happen(execution, 'pipeline.cancelled', 'cancelling', 'cancelled')
    expect((await post(`/${execution.id}/cancel`)).body.error_code).toBe('CONFLICT')
  })

  it('continues one that ended without all its results, in a new round and under its id', async () => {
    const execution = await running()
    expect((await post(`/${execution.id}/retry`)).status).toBe(409)
    await happen(execution, 'pipeline.failed', 'running', 'failed')
    const { status, body } = await post(`/${execution.id}/retry`)
    expect([status, body.data.id, body.data.status]).toEqual([202, execution.id, 'queued'])
    expect((await api.deps.executions.get(execution.id))!.round).toBe(2)
    await api.store.executions.transition(execution.id, { from: ['queued'], to: 'partial' })
    const resumed = await post('/execute', {
      dataset_ids: execution.datasetIds,
      resume_from_checkpoint: execution.id,
    })
    expect([resumed.status, resumed.body.data.id]).toEqual([202, execution.id])
  })
})

describe('progress', () => {
  it('is what is shown to everybody, and comes from the records where that is lost or old', async () => {
    const execution = await running()
    const read = async () => (await get(`/${execution.id}/progress`)).body.data
    const computed = await read()
    expect(computed).toMatchObject({ status: 'running', progress: 0, cursor: '1:1', subscribers: 0 })
    const shown = { ...computed, progress: 37, current_stage: 'validation', last_updated: '2100-01-01T00:00:00.000Z' }
    await api.deps.progress.publish(shown)
    expect(await read()).toEqual(shown)
    await happen(execution, 'pipeline.failed', 'running', 'failed')
    expect(await read()).toMatchObject({ status: 'failed', cursor: '1:2' })
  })
})

describe('events', () => {
  it('are listed after a cursor, in order', async () => {
    const execution = await running()
    for (let i = 0; i < 4; i++) await happen(execution, 'checkpoint.save', 'running')
    const cursors = async (query: string) =>
      (await get(`/${execution.id}/events${query}`)).body.data.map(({ cursor }: any) => cursor)
    expect(await cursors('')).toEqual(['1:1', '1:2', '1:3', '1:4', '1:5'])
    expect(await cursors('?after=1:3')).toEqual(['1:4', '1:5'])
    expect(await cursors('?after=1:1&limit=2')).toEqual(['1:2', '1:3'])
    // Another epoch's numbers mean nothing in this one.
    expect(await cursors('?after=7:4')).toHaveLength(5)
    expect((await get(`/${execution.id}/events?after=x`)).status).toBe(400)
    const { body } = await get(`/${execution.id}/events?limit=1`)
    expect(body.meta.next_cursor).toBe('1:1')
    expect(body.data[0]).toEqual({
      execution_id: execution.id,
      cursor: '1:1',
      event: 'pipeline.started',
      timestamp: expect.stringMatching(/Z$/),
      data: {},
    })
  })

  it('stream live until the execution has ended, also those of which nobody told', async () => {
    const execution = await running()
    const stream = get(`/${execution.id}/events`, { accept: 'text/event-stream' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await get(`/${execution.id}/progress`)).body.data.subscribers).toBe(1)
    await happen(execution, 'checkpoint.save', 'running', 'running', false)
    await happen(execution, 'pipeline.completed', 'running', 'completed')
    const { text, headers, status } = await stream
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8'])
    expect(headers['x-request-id']).toBeDefined()
    expect([...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual(['1:1', '1:2', '1:3'])
    expect(text).toMatch(/event: progress_update\ndata: \{.*"status":"completed".*\}\n\n/)
    expect(text).toMatch(
      new RegExp(`event: end\\ndata: {"execution_id":"${execution.id}","status":"completed"}\\n\\n$`),
    )
    expect((await get(`/${execution.id}/progress`)).body.data.subscribers).toBe(0)
  })

  it('stream from where a client comes back', async () => {
    const execution = await running()
    await happen(execution, 'pipeline.failed', 'running', 'failed')
    const headers = { accept: 'text/event-stream', 'last-event-id': '1:1' }
    const { text } = await get(`/${execution.id}/events`, headers)
    expect([...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual(['1:2'])
  })
})

describe('what came out', () => {
  const finished = () => finishedExecution(api, owner.id)

  it('is reported with conservation, scores and recommendations', async () => {
    const { execution, dataset } = await finished()
    const { status, body } = await get(`/${execution.id}/report`)
    expect(status).toBe(200)
    expect(body.data).toMatchObject({
      execution: { id: execution.id },
      conservation: { conserved: true },
      validation: { overall_score: 0.9, privacy_compliance: 1 },
      bias: { bias_score: 0.1 },
      quality: { [dataset.id]: { mean: 0.8 } },
      therapy: { [dataset.id]: { emotion: { joy: 1 } } },
      privacy: { [dataset.id]: { replaced: { NAME: 3 } } },
      recommendations: ['look at x', 'look at y'],
    })
    expect(body.data.conservation.stages.map(({ stage }: any) => stage)).toEqual([
      'validation',
      'processing',
      'quality',
      'export',
    ])
    const validation = await api.inject({ url: `/api/v1/validation/${dataset.id}`, headers: owner.headers })
    expect(validation.body.data).toMatchObject({ execution_id: execution.id, validation: { dsm5_accuracy: 0.8 } })
  })

  it('is empty, not wrong, before the first stage has ended', async () => {
    const execution = await running()
    const { body } = await get(`/${execution.id}/report`)
    expect(body.data).toMatchObject({ validation: null, bias: null, recommendations: [], quality: {} })
    expect((await get(`/${execution.id}/exports`)).body.data).toEqual({ files: [] })
    const url = `/api/v1/validation/${execution.datasetIds[0]}`
    expect((await api.inject({ url, headers: owner.headers })).status).toBe(404)
  })

  it('is downloaded whole or in ranges', async () => {
    const { execution } = await finished()
    const { body } = await get(`/${execution.id}/exports`)
    expect(body.data.files).toEqual([
      { name: 'a.jsonl', format: 'jsonl', size_bytes: EXPORTED.length, sha256: sha256(EXPORTED), records: 100 },
    ])
    const file = (headers = {}) => get(`/${execution.id}/exports/a.jsonl`, headers)
    const whole = await file()
    expect([whole.status, whole.text]).toEqual([200, EXPORTED])
    expect(whole.headers).toMatchObject({
      'content-length': String(EXPORTED.length),
      'accept-ranges': 'bytes',
      etag: `"${sha256(EXPORTED)}"`,
      'content-disposition': 'attachment; filename="a.jsonl"',
    })
    const part = await file({ range: 'bytes=11-' })
    expect([part.status, part.text, part.headers['content-range']]).toEqual([
      206,
      EXPORTED.slice(11),
      'bytes 11-1099/1100',
    ])
    expect((await file({ range: 'bytes=11-', 'if-range': '"other"' })).status).toBe(200)
    const past = await file({ range: 'bytes=1100-' })
    expect([past.status, past.headers['content-range']]).toEqual([416, 'bytes */1100'])
    expect((await get(`/${execution.id}/exports/..%2F..%2Fetc%2Fpasswd`)).status).toBe(404)
  })

  it('goes with its data set', async () => {
    const { execution, dataset } = await finished()
    await api.deps.keys.destroy(dataset.id)
    expect((await get(`/${execution.id}/exports/a.jsonl`)).body.error_code).toBe('NOT_FOUND')
  })
})

describe('validating a data set', () => {
  it('runs the stages up to validation', async () => {
    const { id } = await api.dataset(owner.id)
    const request = { method: 'POST', url: `/api/v1/validation/${id}`, headers: owner.headers } as const
    const { status, body } = await api.inject({ ...request, payload: { enable_bias_detection: false } })
    expect(status).toBe(202)
    const execution = await get(`/${body.data.execution_id}`)
    expect(execution.body.data).toMatchObject({ execution_mode: 'dry_run', enable_bias_detection: false })
    expect(execution.body.data.stages.map(({ stage_name }: any) => stage_name)).toEqual(STAGES.slice(0, 3))
    expect((await api.inject(request)).status).toBe(202)
  })
})

describe('a preview', () => {
  it('is queued with the run and asked for again when it is not there, and says how long that takes', async () => {
    const dataset = await api.dataset(owner.id)
    const { body: started } = await post('/execute', { dataset_ids: [dataset.id] })
    const ingestion = api.deps.flows as unknown as { queues: { name: string; getJob(id: string): Promise<any> }[] }
    const jobs = ingestion.queues.find(({ name }) => name === 'ingestion')!
    const job = await jobs.getJob(`preview.${started.data.id}`)
    expect(job.data).toEqual({ executionId: started.data.id })
    await job.remove()
    const { status, body, headers } = await get(`/${started.data.id}/preview`)
    expect([status, headers['retry-after']]).toEqual([503, '1'])
    expect(body).toMatchObject({ error_code: 'QUEUED_FOR_PROCESSING', recoverable: true, estimated_wait: 2 })
    expect(await jobs.getJob(`preview.${started.data.id}`)).toMatchObject({ name: 'preview' })
  })

  it('shows the first conversations with what was left out, and is audited', async () => {
    const execution = await running()
    const conversation = {
      id: 'c',
      source: { dataset_id: 'x', file: 'file-0' },
      language: 'en',
      turns: [{ index: 0, role: 'client', text: 'Hello [REDACTED].' }],
      metadata: {},
      labels: {},
      findings: [],
      scores: { overall: 0.8 },
    }
    const losses = [{ stage: 'quality', kind: 'rejected', reason: 'below_threshold', count: 1 }]
    await writePreview(api, execution, { conversations: [conversation], read: 2, losses })
    const { status, body } = await get(`/${execution.id}/preview`)
    expect([status, body.data]).toEqual([
      200,
      {
        execution_id: execution.id,
        conversations: [conversation],
        datasets: [{ dataset_id: execution.datasetIds[0], read: 2, shown: 1, losses }],
      },
    ])
    const { items } = await api.deps.audit.search({ workspaceId: 'default', userId: owner.id }, null, 1)
    expect(items).toMatchObject([
      { operation: 'preview.read', executionId: execution.id, details: { conversations: 1 } },
    ])
  })

  it('is gone with its data set', async () => {
    const execution = await running()
    await writePreview(api, execution)
    await api.deps.keys.destroy(execution.datasetIds[0])
    expect((await get(`/${execution.id}/preview`)).status).toBe(404)
  })
})
