import { inspect } from 'node:util'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openSealed } from './open.ts'
import { DATA_KEY, FRAME, HEADER, openAll, plainOf, seal, STRIDE } from './testing.ts'

const plain = plainOf(5 * FRAME + 100)
let sealed: Buffer
let sibling: Buffer
let frames: Buffer[]
let header: Buffer

beforeAll(async () => {
  sealed = await seal(plain)
  sibling = await seal(plain)
  header = sealed.subarray(0, HEADER)
  frames = framesOf(sealed)
})

const framesOf = (bytes: Buffer) =>
  Array.from({ length: 6 }, (_, index) => bytes.subarray(HEADER + index * STRIDE, HEADER + (index + 1) * STRIDE))
const join = (...parts: Buffer[]) => Buffer.concat(parts)
const flipped = (bytes: Buffer, at: number, bit = 0) => {
  const copy = Buffer.from(bytes)
  copy[at] = copy[at] ^ (1 << bit)
  return copy
}

/** Nothing but a beginning of the true plain text may come out, and it must end in a DecryptionError. */
async function expectRejected(mutated: Buffer, options?: Parameters<typeof openAll>[1]) {
  const { released, error, reason } = await openAll(mutated, options)
  expect(error).toMatchObject({ code: 'DECRYPTION_ERROR' })
  expect(released.equals(plain.subarray(0, released.length))).toBe(true)
  return { released: released.length, reason }
}

const reasonOf = async (...args: Parameters<typeof expectRejected>) => (await expectRejected(...args)).reason

describe('a sealed stream that was tampered with', () => {
  it('opens as a control when it was not', async () => {
    expect((await openAll(sealed)).released).toEqual(plain)
  })

  const attacks: [string, () => Buffer][] = [
    ['cut to nothing', () => Buffer.alloc(0)],
    ['cut within the header', () => header.subarray(0, 60)],
    ['cut within the id of the data key', () => header.subarray(0, 120)],
    ['cut after the header', () => header],
    ['cut within a tag', () => join(header, frames[0].subarray(0, 7))],
    ['cut within a frame', () => sealed.subarray(0, HEADER + 2 * STRIDE + 500)],
    ['cut at the border of a frame', () => sealed.subarray(0, HEADER + 3 * STRIDE)],
    ['cut by its last byte', () => sealed.subarray(0, -1)],
    ['without its last frame', () => join(header, ...frames.slice(0, 5))],
    ['without its first frame', () => join(header, ...frames.slice(1))],
    ['without a middle frame', () => join(header, ...frames.slice(0, 2), ...frames.slice(3))],
    ['with two frames swapped', () => join(header, frames[1], frames[0], ...frames.slice(2))],
    ['with a frame twice', () => join(header, frames[0], frames[0], ...frames.slice(1))],
    ['with a frame in another place', () => join(header, ...frames.slice(0, 2), frames[1], ...frames.slice(3))],
    ['with its last frame twice', () => join(sealed, frames[5])],
    ['with a byte appended', () => join(sealed, Buffer.of(0))],
    ['with an empty frame appended', () => join(sealed, Buffer.alloc(16))],
    ['with a whole stream appended', () => join(sealed, sealed)],
    ['with a frame of another attempt', () => join(header, framesOf(sibling)[0], ...frames.slice(1))],
    ['with the frames of another attempt', () => join(header, ...framesOf(sibling))],
    ['with the header of another attempt', () => join(sibling.subarray(0, HEADER), ...frames)],
    ['with an older version', () => join(header.subarray(0, 8), Buffer.of(0), sealed.subarray(9))],
    ['with a newer version', () => join(header.subarray(0, 8), Buffer.of(2), sealed.subarray(9))],
    ['with another suite', () => join(header.subarray(0, 9), Buffer.of(2), sealed.subarray(10))],
    ['with the tag of its header blanked', () => join(sealed.subarray(0, HEADER - 16), Buffer.alloc(16), ...frames)],
    ['in no such form at all', () => Buffer.alloc(5000, 1)],
  ]
  it.each(attacks)('is rejected when it is %s', async (_, attack) => {
    expect((await expectRejected(attack())).released).toBeLessThan(plain.length)
  })

  it('is rejected with any one bit of its header flipped, before anything comes out', async () => {
    for (let at = 0; at < HEADER; at++) {
      expect((await expectRejected(flipped(sealed, at, at % 8))).released).toBe(0)
    }
  })

  it('gives out the frames before a changed one and nothing of it', async () => {
    const { released } = await expectRejected(flipped(sealed, HEADER + 3 * STRIDE + 5))
    expect(released).toBe(3 * FRAME)
  })

  it('says whether key, place or content is wrong', async () => {
    expect(await reasonOf(sealed, { context: 'executions/e1/1.t1' })).toBe('other_context')
    expect(await reasonOf(sealed, { dataKey: { ...DATA_KEY, datasetId: 'dataset-2' } })).toBe('other_context')
    expect(await reasonOf(sealed, { dataKey: { ...DATA_KEY, key: Buffer.alloc(32, 8) } })).toBe('other_key')
    expect(await reasonOf(sealed, { dataKey: { ...DATA_KEY, id: 'key-2' } })).toBe('other_key')
    expect(await reasonOf(flipped(sealed, 8))).toBe('unsupported_version')
    expect(await reasonOf(Buffer.alloc(5000))).toBe('not_sealed')
    expect(await reasonOf(sealed.subarray(0, HEADER))).toBe('truncated')
  })

  it('counts a source that gives fewer bytes than it has as cut', async () => {
    const source = { size: sealed.length, read: async () => sealed.subarray(0, 400) }
    await expect(openSealed(source, DATA_KEY, 'x')).rejects.toMatchObject({ details: { reason: 'truncated' } })
  })

  it('keeps content and keys out of its errors', async () => {
    const { error } = await openAll(flipped(sealed, HEADER + 5))
    const shown = inspect(error, { depth: 9, maxStringLength: null })
    expect(shown).toContain('changed after it was sealed')
    expect(shown).not.toContain(Buffer.from(DATA_KEY.key).toString('hex').slice(0, 8))
    expect(shown).not.toContain(plain.toString('base64').slice(0, 12))
  })

  it('is rejected after each of 1,000 random mutations', async () => {
    const random = randomNumbers(20_260_101)
    let accepted = 0
    for (let tried = 0; tried < 1000;) {
      const mutated = mutate(sealed, random)
      if (mutated.equals(sealed)) continue
      tried++
      const { released, error } = await openAll(mutated)
      if (error?.code !== 'DECRYPTION_ERROR' || !released.equals(plain.subarray(0, released.length))) accepted++
    }
    expect(accepted).toBe(0)
  })
})

/** One random change: flip bits, overwrite, insert, delete, cut, copy a range elsewhere, or splice from another attempt. */
function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
  const at = random(bytes.length)
  const length = 1 + random(random(2) ? 32 : 2 * STRIDE)
  const noise = Buffer.from(Array.from({ length }, () => random(256)))
  const kinds = [
    () => flipped(bytes, at, random(8)),
    () => flipped(flipped(bytes, at, random(8)), random(bytes.length), random(8)),
    () => join(bytes.subarray(0, at), noise, bytes.subarray(at + length)),
    () => join(bytes.subarray(0, at), noise, bytes.subarray(at)),
    () => join(bytes.subarray(0, at), bytes.subarray(at + length)),
    () => bytes.subarray(0, at),
    () => join(bytes.subarray(0, at), bytes.subarray(random(bytes.length)).subarray(0, length), bytes.subarray(at)),
    () => join(bytes.subarray(0, at), sibling.subarray(at, at + length), bytes.subarray(at + length)),
  ]
  return kinds[random(kinds.length)]()
}

/** A seeded generator (mulberry32), so that a failure comes back. */
function randomNumbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
