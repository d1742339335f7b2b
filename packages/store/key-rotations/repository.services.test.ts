import { describe, expect, it } from '@jest/globals'
import { newKeyRotation } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('rotations of keys', () => {
  const store = useTestStore('key_rotations')

  it('are found newest first, and moved on by one of several', async () => {
    const { keyRotations } = store()
    expect(await keyRotations.latest()).toBeNull()
    await keyRotations.begin(newKeyRotation({ status: 'done' }))
    const rotation = newKeyRotation({ startedAt: new Date() })
    await keyRotations.begin(rotation)
    expect(await keyRotations.latest()).toEqual(rotation)
    const step = { cursor: 'k100', done: 100, failed: 0, status: 'running' as const, finishedAt: null }
    const moved = await Promise.all([1, 2, 3].map(() => keyRotations.advance(rotation.id, '', step)))
    expect(moved.filter(Boolean)).toHaveLength(1)
    expect(await keyRotations.latest()).toEqual({ ...rotation, ...step })
    const end = { ...step, status: 'done' as const, finishedAt: new Date() }
    expect(await keyRotations.advance(rotation.id, 'k100', end)).toBe(true)
    expect(await keyRotations.advance(rotation.id, 'k100', step)).toBe(false)
    await expect(keyRotations.begin(rotation)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
