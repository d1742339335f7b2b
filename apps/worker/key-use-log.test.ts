import { describe, expect, it } from '@jest/globals'
import type { AuditRecord, Dataset, Execution } from '@techdeck/contracts'
import type { Compute, FinishTask } from '@techdeck/pipeline'
import { KeyUseLog, withSanitizeLog } from './key-use-log.ts'

const CLOCK = { now: () => new Date('2026-03-01T10:00:00Z') }
const running = new AbortController().signal

function newLog(append?: () => Promise<void>) {
  const records: AuditRecord[] = []
  const log = new KeyUseLog({
    audit: { append: append ?? (async (record: AuditRecord) => void records.push(record)) },
    executions: { get: async (id) => (id === 'e' ? ({ userId: 'u1', workspaceId: 'w1' } as Execution) : null) },
    datasets: { get: async () => ({ userId: 'u2', workspaceId: 'w1' }) as Dataset },
    clock: CLOCK,
  })
  return { log, records }
}
const use = {
  operation: 'decrypt',
  datasetId: 'd',
  executionId: 'e',
  dataType: 'quality',
  artifacts: 3,
  bytes: 70,
} as const

describe('what a worker writes to the audit log', () => {
  it('names each kind of use of a key, its size and method, in the name of who ordered the run', async () => {
    const { log, records } = newLog()
    await log.used([use, { ...use, operation: 'encrypt', executionId: null, dataType: 'inspection' }])
    expect(records).toMatchObject([
      {
        operation: 'data.decrypt',
        userId: 'u1',
        workspaceId: 'default',
        executionId: 'e',
        dataId: 'd',
        dataType: 'quality',
        details: { data_size: 70, encryption_method: 'AES-256-GCM', artifacts: 3 },
      },
      { operation: 'data.encrypt', userId: 'u2', executionId: null, dataType: 'inspection' },
    ])
  })

  it('says what was found when identifiers were taken out, by category, and of no other stage', async () => {
    const { log, records } = newLog()
    const compute = withSanitizeLog({ finish: async () => ({}) } as unknown as Compute, log)
    const task = {
      output: 'd/e/processing/finish.1',
      run: { executionId: 'e' },
      summary: { replaced: { name: 4, phone: 1 }, conversations: 9 },
    }
    await compute.finish({ ...task, stage: 'processing' } as unknown as FinishTask, running)
    await compute.finish({ ...task, stage: 'quality' } as unknown as FinishTask, running)
    expect(records).toMatchObject([
      {
        operation: 'data.sanitize',
        userId: 'u1',
        executionId: 'e',
        details: { dataset_id: 'd', pii_detected: { name: 4, phone: 1 }, conversations: 9 },
      },
    ])
  })

  it('lets the task fail that cannot be written down', async () => {
    const { log } = newLog(() => Promise.reject(new Error('away')))
    await expect(log.used([use])).rejects.toThrow('away')
  })
})
