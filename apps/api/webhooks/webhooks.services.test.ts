import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE, WEBHOOK_EVENTS, type ExecutionStatus, type NewWebhookView } from '@techdeck/contracts'
import { Webhook } from 'standardwebhooks'
import { startReceiver, type Received, type Receiver } from '../testing/receiver.ts'
import { putInto, workspaceOf } from '../testing/sharing.ts'
import { startApi, type TestApi, type TestUser } from '../testing/start-api.ts'
import { WebhookDeliverer } from './deliverer.ts'

const DAY_MS = 86_400_000
let api: TestApi
let admin: TestUser
let receiver: Receiver
/** Goes by this clock, so that no test waits. */
let ahead = 0
let deliverer: WebhookDeliverer

beforeAll(async () => {
  api = await startApi(({ settings }) => ({
    settings: { ...settings, webUrl: 'https://techdeck.example', webhooks: { loopback: true, timeoutMs: 2000 } },
    clock: { now: () => new Date(Date.now() + ahead) },
  }))
  admin = await api.user('admin')
  deliverer = new WebhookDeliverer(api.deps)
})
afterAll(() => api?.close())
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  ahead = 0
  for (const { id } of await api.deps.webhooks.list(DEFAULT_WORKSPACE)) await ask('DELETE', `/webhooks/${id}`)
  await receiver.close()
})

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const { body, status } = await api.inject({
    method,
    url: `/api/v1${url}`,
    headers: admin.headers,
    ...(payload && { payload }),
  })
  return { status, data: body?.data, error: body?.error_code }
}

const add = async (payload: object = {}): Promise<NewWebhookView> =>
  (await ask('POST', '/webhooks', { url: receiver.url, ...payload })).data

/** An execution that ended so; `before` with its data set. */
async function ended(to: ExecutionStatus, before?: (datasetId: string) => Promise<void>) {
  const owner = await api.user()
  const dataset = await api.dataset(owner.id, { name: 'Ann Miller' })
  const execution = await api.execution(owner.id, [dataset])
  await before?.(dataset.id)
  const event = { key: 'end', event: `pipeline.${to}` as 'pipeline.completed', data: {} }
  await api.store.executions.transition(execution.id, { from: ['queued'], to, event })
  return { execution, dataset }
}

/** Tells what is to be told and tries what is due. */
async function deliver(): Promise<void> {
  await deliverer.tell()
  await deliverer.begin()
  await deliverer.settled()
}

const verified = (secret: string, { headers, body }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as { type: string; data: Record<string, any> }
const deliveries = async (id: string) => (await ask('GET', `/webhooks/${id}/deliveries`)).data

describe('webhooks', () => {
  it('are told of the end of a run in ids, counts and links, signed', async () => {
    const { id, secret } = await add()
    const { execution, dataset } = await ended('completed')
    await deliver()
    const [message] = receiver.received
    const { type, data } = verified(secret, message)
    expect(type).toBe('execution.completed')
    expect(data).toMatchObject({
      execution_id: execution.id,
      status: 'completed',
      dataset_ids: [dataset.id],
      links: { page: `https://techdeck.example/runs/${execution.id}` },
    })
    expect(data['stages'][0]).toMatchObject({ stage_name: 'ingestion', records: { in: 0, out: 0 } })
    expect(message.body).not.toContain('Miller')
    expect(await deliveries(id)).toEqual([
      expect.objectContaining({
        message_id: message.headers['webhook-id'],
        status: 'delivered',
        next_attempt_at: null,
        attempts: [expect.objectContaining({ status: 204, problem: null, duration_ms: expect.any(Number) })],
      }),
    ])
    await deliver()
    expect(receiver.received).toHaveLength(1)
  })

  it('are told of runs in whatever workspace they lie', async () => {
    await add()
    const { execution } = await ended('completed', async (datasetId) =>
      putInto(api, await workspaceOf(api, admin.id), [datasetId]),
    )
    await deliver()
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.execution_id)).toEqual([execution.id])
  })

  it('hear of the ends that they asked for, once each', async () => {
    await add({ events: ['execution.failed'] })
    for (const end of ['completed', 'partial', 'failed', 'cancelled'] as const) await ended(end)
    await deliver()
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(['execution.failed'])
    // What was told before they were there, or while nobody was told, does not come later.
    await add({ events: [...WEBHOOK_EVENTS] })
    await deliver()
    expect(receiver.received).toHaveLength(1)
  })

  it('are tried again under the same id until the message arrives', async () => {
    const { id, secret } = await add()
    await ended('failed')
    receiver.answer = { status: 503 }
    await deliver()
    await deliver()
    expect(receiver.received).toHaveLength(1)
    expect((await ask('GET', '/webhooks')).data[0].failing_since).not.toBeNull()
    ahead = 10_000
    receiver.answer = { status: 302, headers: { location: receiver.url } }
    await deliver()
    ahead = 60_000
    receiver.answer = { status: 200 }
    await deliver()
    // Its signature is of the time at which it was sent, which the library holds against its own clock.
    expect(() => verified(secret, receiver.received[0])).not.toThrow()
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    const [{ status, attempts }] = await deliveries(id)
    expect([status, attempts.map((attempt: { status: number }) => attempt.status)]).toEqual([
      'delivered',
      [503, 302, 200],
    ])
    expect((await ask('GET', '/webhooks')).data[0].failing_since).toBeNull()
  })

  it('say what came between, without waiting for ever', async () => {
    const quick = new WebhookDeliverer({
      ...api.deps,
      settings: { ...api.deps.settings, webhooks: { loopback: true, timeoutMs: 100 } },
    })
    const { id } = await add()
    receiver.answer = null
    await ask('POST', `/webhooks/${id}/test`)
    await quick.begin()
    await quick.settled()
    expect((await deliveries(id))[0].attempts).toEqual([expect.objectContaining({ status: null, problem: 'timeout' })])
    const strict = new WebhookDeliverer({ ...api.deps, settings: { ...api.deps.settings, webhooks: {} } })
    ahead = 10_000
    await strict.begin()
    await strict.settled()
    expect((await deliveries(id))[0].attempts.at(-1)).toMatchObject({ status: null, problem: 'address' })
  })

  it('can be sent a message again by hand, which keeps its id', async () => {
    const { id, secret } = await add()
    const { data: sent } = await ask('POST', `/webhooks/${id}/test`)
    const replay = () => ask('POST', `/webhooks/${id}/deliveries/${sent.id}/replay`)
    expect((await replay()).error).toBe('CONFLICT')
    await deliver()
    expect((await replay()).status).toBe(202)
    await deliver()
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([sent.message_id, sent.message_id])
    expect(verified(secret, receiver.received[1]).type).toBe('webhook.test')
  })

  it('get signatures by the old and the new secret while one is replaced', async () => {
    const { id, secret: old } = await add()
    const { data: rotated } = await ask('POST', `/webhooks/${id}/rotate`, { overlap_hours: 1 })
    expect(rotated.old_secret_until).not.toBeNull()
    await ask('POST', `/webhooks/${id}/test`)
    await deliver()
    for (const secret of [old, rotated.secret]) expect(() => verified(secret, receiver.received[0])).not.toThrow()
    const { data: last } = await ask('POST', `/webhooks/${id}/rotate`, { overlap_hours: 0 })
    await ask('POST', `/webhooks/${id}/test`)
    await deliver()
    expect(() => verified(rotated.secret, receiver.received[1])).toThrow('No matching signature')
    expect(() => verified(last.secret, receiver.received[1])).not.toThrow()
  })

  it('keep their secrets and the rest of their addresses to themselves', async () => {
    const { id, secret } = await add({ url: `${receiver.url}?token=s3cr3t` })
    expect(JSON.stringify((await ask('GET', '/webhooks')).data)).not.toContain(secret)
    const kept = JSON.stringify(await api.store.webhooks.get(id))
    expect(kept).not.toContain(secret.slice('whsec_'.length))
    await ask('POST', `/webhooks/${id}/test`)
    await deliver()
    const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, dataId: id }, null, 20)
    expect(items.map(({ operation }) => operation).toReversed()).toEqual([
      'webhook.create',
      'webhook.test',
      'webhook.deliver',
    ])
    for (const said of [JSON.stringify(items), api.logs.join()]) expect(said).not.toMatch(/s3cr3t|whsec_/)
  })

  it('are switched off by their own word, or when nothing arrives for long, and are told nothing then', async () => {
    const [gone, failing] = [await add(), await add()]
    receiver.answer = { status: 410 }
    await ask('POST', `/webhooks/${gone.id}/test`)
    await deliver()
    receiver.answer = { status: 500 }
    await ask('POST', `/webhooks/${failing.id}/test`)
    for (let tries = 0; tries < 10; tries++) {
      await deliver()
      ahead += DAY_MS
    }
    const found = (await ask('GET', '/webhooks')).data
    expect(found).toEqual([
      expect.objectContaining({ id: gone.id, enabled: false, disabled_reason: 'gone' }),
      expect.objectContaining({ id: failing.id, enabled: false, disabled_reason: 'failing' }),
    ])
    expect((await deliveries(failing.id))[0].attempts).toHaveLength(10)
    expect((await ask('POST', `/webhooks/${gone.id}/test`)).error).toBe('CONFLICT')
    const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, dataId: gone.id }, null, 5)
    expect(items[0].operation).toBe('webhook.disable')
    const count = receiver.received.length
    await ended('completed')
    await deliver()
    expect(receiver.received).toHaveLength(count)
    expect((await ask('PATCH', `/webhooks/${gone.id}`, { enabled: true })).data).toMatchObject({
      enabled: true,
      disabled_reason: null,
    })
  })

  it('refuse addresses of private networks', async () => {
    expect((await ask('POST', '/webhooks', { url: 'https://10.0.0.1/a' })).error).toBe('VALIDATION_ERROR')
    expect((await ask('POST', '/webhooks', { url: 'http://hooks.example.org/a' })).error).toBe('VALIDATION_ERROR')
  })
})
