import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const SYSTEM = {
  version: '0.1.0',
  node_version: '24.1.0',
  database: 'MongoDB 8.0',
  storage: {
    kinds: [{ kind: 'exports', files: 1200, bytes: 3_400_000 }],
    free_bytes: 10_000_000,
    total_bytes: 20_000_000,
    measured_at: '2026-01-01T00:00:00.000Z',
  },
  audit_entries: 5000,
  retention_due: 2,
  key: {
    id: 'k1',
    kept: 'file',
    created_at: '2024-01-01T00:00:00.000Z',
    wrapped_by_others: 0,
    rotate_after_days: 365,
    rotation_due: true,
  },
}
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(() => ({ body: { success: true, data: SYSTEM } }))
})
afterAll(() => api.close())

describe('techdeck system', () => {
  it('shows versions, what is stored by kind, and what is due with the command for it', async () => {
    const environment = { TECHDECK_HOME: '/x', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' }
    const { lines, notes } = await run(['system'], { environment })
    expect(lines[0]).toBe('TechDeck 0.1.0 on Node 24.1.0, MongoDB 8.0')
    expect(lines.join('\n')).toMatch(/exports +1,200 +3\.4 MB\n +free: 10\.0 MB of 20\.0 MB/)
    expect(notes.join(' ')).toMatch(/keys rotate .*retention sweep/)
    expect((await run(['system', '--json'], { environment })).json()).toEqual([SYSTEM])
  })
})
