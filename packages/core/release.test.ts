import { describe, expect, it } from '@jest/globals'
import { collectOwnBytes } from './streams.ts'
import { release } from './release.ts'

describe('released bytes', () => {
  it('are gone, in every view of them', () => {
    const bytes = Buffer.allocUnsafeSlow(100_000)
    const view = bytes.subarray(10, 20)
    release(view)
    expect([bytes.length, view.length]).toEqual([0, 0])
    release(bytes)
  })

  it('are left alone where others share their buffer', () => {
    const [one, other] = [Buffer.from('one'), Buffer.from('other')]
    release(one)
    expect([one.toString(), other.toString()]).toEqual(['one', 'other'])
  })

  it('are those of chunks that were joined', async () => {
    const chunks = [Buffer.alloc(50_000, 1), Buffer.alloc(50_000, 2)]
    const all = await collectOwnBytes(chunks)
    expect([all.length, all[0], all[99_999]]).toEqual([100_000, 1, 2])
    expect(chunks.map(({ length }) => length)).toEqual([0, 0])
  })
})
