import { describe, expect, it } from '@jest/globals'
import { ResourceError } from '@techdeck/core'
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

  it('that cannot be written down have not taken place: nothing is given', async () => {
    const memory = createMemoryStore()
    const dataKey = { id: 'k', datasetId: 'd', key: Buffer.alloc(32) }
    await memory.write('d/uploads/0', dataKey, [Buffer.alloc(10)])
    let closed = 0
    const store = observeKeyUse(
      {
        ...memory,
        async open(key, by) {
          const reader = await memory.open(key, by)
          return { ...reader, size: reader.size, close: async () => void closed++ }
        },
      },
      async () => {
        throw new ResourceError('The audit log is not there.')
      },
    )
    await expect(store.open('d/uploads/0', dataKey)).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
    await expect(store.write('d/uploads/1', dataKey, [])).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
    expect(closed).toBe(1)
  })
})
