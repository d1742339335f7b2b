import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newAudit } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('the audit log', () => {
  const store = useTestStore('audit')

  it('has each record once, as it was appended', async () => {
    const record = newAudit({ workspaceId: newId(), executionId: newId(), details: { 'odd.key': [1], none: null } })
    await store().audit.append(record)
    await store().audit.append({ ...record, operation: 'changed' })
    expect((await store().audit.search({ workspaceId: record.workspaceId }, null, 10)).items).toEqual([record])
  })

  it('is searched by who, what and which, newest first and page by page', async () => {
    const { audit } = store()
    const workspaceId = newId()
    const records = Array.from({ length: 6 }, (_, at) =>
      newAudit({ workspaceId, userId: at % 2 ? 'a' : null, dataId: `d${at % 3}`, executionId: at < 2 ? 'e' : null }),
    )
    for (const record of records) await audit.append(record)
    const found = async (criteria: object) =>
      (await audit.search({ workspaceId, ...criteria }, null, 10)).items.map(({ id }) =>
        records.findIndex((r) => r.id === id),
      )
    expect(await found({})).toEqual([5, 4, 3, 2, 1, 0])
    expect(await found({ userId: 'a' })).toEqual([5, 3, 1])
    expect(await found({ dataId: 'd1' })).toEqual([4, 1])
    expect(await found({ executionId: 'e' })).toEqual([1, 0])
    expect(await found({ operation: 'dataset.read', userId: 'a', dataId: 'd2' })).toEqual([5])
    const first = await audit.search({ workspaceId }, null, 4)
    const rest = await audit.search({ workspaceId }, first.nextCursor, 4)
    expect([...first.items, ...rest.items]).toHaveLength(6)
    expect(rest.nextCursor).toBeNull()
  })
})
