import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE, WEBHOOK_EVENTS, type Dataset } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { fieldsOf, loadKeyRing } from '@techdeck/crypto'
import { testServices, type TestServices } from '@techdeck/devstack'
import { planExecution } from '@techdeck/pipeline'
import { connectStore, type Store } from '@techdeck/store'
import { Webhook } from 'standardwebhooks'
import { startReceiver, type Receiver } from '../testing/receiver.ts'
import { SPAWN_SECRETS, spawnApi } from '../testing/spawned-api.ts'
import { newSecret } from './secrets.ts'

let services: TestServices
let receiver: Receiver
let store: Store
let folder: string

// Servers of its own: an API of another test would take what waits in those that all share.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'techdeck-webhooks-'))
  services = await testServices({ own: true })
  receiver = await startReceiver()
}, 60_000)
afterAll(async () => {
  await store?.close()
  await receiver?.close()
  await services?.stop()
  await rm(folder, { recursive: true, force: true })
}, 30_000)

it('tells a webhook of an end whichever process of the API is killed in the middle of it', async () => {
  const keyRing = await loadKeyRing({ env: SPAWN_SECRETS })
  store = await connectStore({ uri: services.mongo.url, minPoolSize: 1, fields: fieldsOf(keyRing) })
  const id = newId()
  const { secret, kept } = newSecret(keyRing, id)
  const none = { disabledReason: null, disabledAt: null, failingSince: null }
  const made = { createdBy: newId(), createdAt: new Date() }
  const of = { id, workspaceId: DEFAULT_WORKSPACE, url: receiver.url, events: [...WEBHOOK_EVENTS] }
  await store.webhooks.create({ ...of, secrets: [kept], isEnabled: true, ...none, ...made })
  const dataset = { id: newId(), version: 1, status: 'ready', sha256: 'a'.repeat(64), conversationCount: 1, files: [] }
  const planned = planExecution(
    {
      workspaceId: DEFAULT_WORKSPACE,
      userId: newId(),
      datasets: [dataset as unknown as Dataset],
      executionMode: 'standard',
      qualityThreshold: 0.7,
      enableBiasDetection: true,
      exportFormats: ['jsonl'],
      options: {},
    },
    new Date(),
  )
  const { execution } = await store.executions.create(planned)
  const end = { key: 'end', event: 'pipeline.completed' as const, data: {} }
  await store.executions.transition(execution.id, { from: [execution.status], to: 'completed', event: end })

  const environment = {
    TECHDECK_HOME: folder,
    REDIS_URL: services.redis.url,
    MONGODB_URI: services.mongo.url,
    WEBHOOK_LOOPBACK: 'on',
    WEBHOOK_TIMEOUT_MS: '1000',
  }
  receiver.answer = null
  const first = await spawnApi(environment)
  await receiver.has(1)
  await first.stop('SIGKILL')
  receiver.answer = { status: 200 }
  const before = receiver.received.length
  const second = await spawnApi(environment)
  await receiver.has(before + 1)
  await second.stop('SIGTERM')
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  const { headers, body } = receiver.received[before]
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
    type: 'execution.completed',
    data: { execution_id: execution.id },
  })
}, 90_000)
