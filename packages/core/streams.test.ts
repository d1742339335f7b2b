import { describe, expect, it } from '@jest/globals'
import { systemClock } from './clock.ts'
import { isUuidV7, newId, timeOfId } from './ids.ts'
import { collect, collectBytes, delay } from './streams.ts'

async function* items<T>(...all: T[]): AsyncGenerator<T> {
  yield* all
}

describe('collecting', () => {
  it('joins chunks in order, of streams and of lists', async () => {
    const chunks = [Buffer.from('ab'), Buffer.alloc(0), Buffer.from('c')]
    expect((await collectBytes(items(...chunks))).toString()).toBe('abc')
    expect((await collectBytes(chunks)).toString()).toBe('abc')
    expect(await collectBytes([])).toHaveLength(0)
  })

  it('makes a list of a stream', async () => {
    expect(await collect(items(1, 2, 3))).toEqual([1, 2, 3])
    expect(await collect(new Set(['a']))).toEqual(['a'])
  })
})

describe('a delay', () => {
  it('ends after its time', async () => {
    const started = performance.now()
    await delay(20)
    expect(performance.now() - started).toBeGreaterThan(15)
  })

  it('ends at once with the reason of its signal, and leaves no listener behind', async () => {
    const stop = new AbortController()
    const waiting = delay(60_000, stop.signal)
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(delay(60_000, stop.signal)).rejects.toThrow('enough')
  })

  it('that has ended is not disturbed by a later abort', async () => {
    const stop = new AbortController()
    await expect(delay(1, stop.signal)).resolves.toBeUndefined()
    stop.abort()
  })
})

describe('ids', () => {
  it('are UUIDv7, all different, in order of time', () => {
    const ids = Array.from({ length: 100 }, newId)
    expect(ids.every(isUuidV7)).toBe(true)
    expect(new Set(ids).size).toBe(100)
    expect(ids.toSorted()).toEqual(ids)
    expect(isUuidV7('00000000-0000-4000-8000-000000000000')).toBe(false)
    expect(isUuidV7('x')).toBe(false)
  })

  it('say when they were made', () => {
    const before = Date.now()
    const made = timeOfId(newId())
    expect(made >= before && made <= Date.now()).toBe(true)
    expect(timeOfId('01890a5d-ac96-774b-bcce-b302099a8057')).toBe(0x01890a5dac96)
  })

  it('and times come from a clock that is given', () => {
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1000)
  })
})
