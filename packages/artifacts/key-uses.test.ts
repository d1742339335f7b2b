import { describe, expect, it } from '@jest/globals'
import { KeyUses, createMemoryStore, observeKeyUse } from './index.ts'

describe('uses of keys', () => {
  it('are told of whatever is written and opened, added up by run and kind', async () => {
    const uses = new KeyUses()
    const store = observeKeyUse(createMemoryStore(), (use) => uses.add(use))
    const dataKey = { id: 'k', datasetId: 'd', key: Buffer.alloc(32) }
    await store.write('d/e/quality/p.0.t', dataKey, [Buffer.alloc(10)])
    await store.write('d/e/quality/p.1.t', dataKey, [Buffer.alloc(20)])
    await store.write('d/inspection.v1/0.marks', dataKey, [Buffer.alloc(5)])
    await (await store.open('d/e/quality/p.1.t', dataKey)).close()
    const ofRun = { datasetId: 'd', executionId: 'e', dataType: 'quality' }
    expect(uses.take()).toEqual([
      { ...ofRun, operation: 'encrypt', artifacts: 2, bytes: 30 },
      { datasetId: 'd', executionId: null, dataType: 'inspection', operation: 'encrypt', artifacts: 1, bytes: 5 },
      { ...ofRun, operation: 'decrypt', artifacts: 1, bytes: 20 },
    ])
    expect(uses.take()).toEqual([])
  })
})
