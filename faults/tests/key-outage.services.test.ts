import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { writeConversations } from '@techdeck/bench/conversations'
import { uploadReady } from '@techdeck/bench/stack'
import { isFinal } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { type KeyService, startKeyService } from '@techdeck/devstack'
import { startTestStack, type TestStack } from './support/test-stack.ts'

const CONVERSATIONS = 600

let folder: string
let service: KeyService
let system: TestStack
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-outage-'))
  service = await startKeyService({ dataDir: folder })
  await service.ask('POST', 'transit/keys/techdeck', { type: 'aes256-gcm96', derived: true })
  system = await startTestStack({
    environment: {
      TECHDECK_KMS_URL: service.url,
      TECHDECK_KMS_CA: service.ca,
      TECHDECK_KMS_TOKEN: service.token,
      TECHDECK_KMS_REMEMBER_MS: '0',
      TECHDECK_KMS_PAUSE_MS: '500',
      RECONCILE_MS: '1000',
    },
  })
}, 120_000)
afterAll(async () => {
  await system?.close()
  await service?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('a key management service that goes away in the middle of a run', () => {
  it('holds the run up and harms nothing of it; the run goes on when it comes back', async () => {
    const path = join(system.folder, 'sessions.jsonl')
    await writeConversations(path, CONVERSATIONS, 1)
    const dataset = await uploadReady(system, path)
    const body = { dataset_ids: [dataset], quality_threshold: 0 }
    const { id } = await system.client.executePipeline({ body })
    const look = () => system.client.getPipeline({ params: { id } })
    const stands = async () => (await look()).stages.find(({ stage_name }) => stage_name === 'validation')?.status
    while ((await stands()) !== 'running') await delay(20)

    await service.kill()
    await delay(2500)
    const meanwhile = await look()
    expect(isFinal(meanwhile.status)).toBe(false)
    // What needs a key says so at once, and that it is worth another attempt.
    const refused = await system.call('/datasets', { method: 'POST', body: aFile() })
    const { error_code: code, details } = JSON.parse(refused.text) as {
      error_code: string
      details: { reason: string }
    }
    expect([refused.status, code]).toEqual([503, 'RESOURCE_UNAVAILABLE'])
    expect(details.reason).toMatch(/^key_service_(unavailable|paused)$/)

    await service.start()
    const ended = await system.ended(id)
    expect(['completed', 'partial']).toContain(ended.status)
    expect(ended.stages.map(({ records }) => records.quarantined)).toEqual(ended.stages.map(() => 0))
    const events = await system.call(`/pipeline/${id}/events?limit=1000`)
    expect(events.text).not.toContain('"parked":true')
    expect(await readdir(join(system.stack.environment['TECHDECK_ARTIFACTS']!, '~temporary'))).toEqual([])
  }, 90_000)
})

function aFile(): FormData {
  const form = new FormData()
  form.append('file', new Blob(['{"turns": [{"role": "client", "text": "I slept."}]}\n']), 'more.jsonl')
  return form
}
