import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { DecryptionError, collect } from '@techdeck/core'
import { readerOf } from '../testing/artifacts.ts'
import { ShardFileWriter, encodeOverlay, openShardFile, readOverlay } from './index.ts'

function fileOf(items: unknown[]): Buffer {
  const writer = new ShardFileWriter()
  for (const item of items) writer.add('records', item)
  return Buffer.concat(writer.finish())
}

describe('bytes that are no shard file', () => {
  const whole = fileOf([{ id: 'a' }, { id: 'b' }])
  const changed = (at: number, value: number) => {
    const bytes = Buffer.from(whole)
    bytes[bytes.length + at] = value
    return bytes
  }

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a few bytes', Buffer.from('TDS')],
    ['the mark alone', Buffer.from('TDS1')],
    ['another mark', changed(-1, 0)],
    ['an index longer than the file', changed(-5, 0x7f)],
    ['an index that is cut', changed(-8, 3)],
    ['no end', whole.subarray(0, -9)],
  ])('are told from one: %s', async (_name, bytes) => {
    await expect(openShardFile(readerOf(bytes))).rejects.toBeInstanceOf(DecryptionError)
  })

  it('keep an index that is larger than the first look', async () => {
    const writer = new ShardFileWriter()
    const sections = Array.from({ length: 900 }, (_, at) => `section${at}`)
    for (const section of sections) writer.add(section, { section })
    const file = await openShardFile(readerOf(Buffer.concat(writer.finish())))
    for (const section of [sections[0], sections[899]])
      expect(await collect(file.items(section))).toEqual([{ section }])
  })
})

describe('an overlay', () => {
  it('says of each shard what was dropped', async () => {
    const lists = fc.array(fc.uniqueArray(fc.nat(500), { maxLength: 8 }), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(lists, async (dropped) => {
        const flat = dropped.flatMap((ordinals, shard) => ordinals.map((ordinal) => ({ shard, ordinal })))
        const bytes = encodeOverlay(dropped.length, flat)
        expect(bytes === null).toBe(flat.length === 0)
        for (const [shard, ordinals] of bytes ? dropped.entries() : [])
          expect(await readOverlay(readerOf(bytes!), shard)).toEqual({
            dropped: new Set(ordinals),
            clusters: new Map(),
          })
      }),
      { numRuns: 50 },
    )
  })

  it('says of each shard which records belong to a cluster', async () => {
    const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
    const lists = fc.array(fc.uniqueArray(fc.tuple(fc.nat(500), hex), { maxLength: 4, selector: ([at]) => at }), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(lists, async (clustered) => {
        const flat = clustered.flatMap((entries, shard) =>
          entries.map(([ordinal, cluster]) => ({ shard, ordinal, cluster })),
        )
        const bytes = encodeOverlay(clustered.length, [{ shard: 0, ordinal: 7 }], flat)!
        for (const [shard, entries] of clustered.entries()) {
          const said = { dropped: new Set(shard === 0 ? [7] : []), clusters: new Map(entries) }
          expect(await readOverlay(readerOf(bytes), shard)).toEqual(said)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('of an earlier version, without clusters, can be read', async () => {
    const words = new Uint32Array([2, 0, 1, 2, 5, 9])
    const reader = readerOf(Buffer.from(words.buffer))
    expect(await readOverlay(reader, 0)).toEqual({ dropped: new Set([5]), clusters: new Map() })
    expect(await readOverlay(reader, 1)).toEqual({ dropped: new Set([9]), clusters: new Map() })
  })

  it.each([
    [
      'out of order',
      [
        { shard: 1, ordinal: 0 },
        { shard: 0, ordinal: 0 },
      ],
    ],
    ['of no shard', [{ shard: 2, ordinal: 0 }]],
  ])('refuses records %s, which it would forget', (_name, dropped) => {
    expect(() => encodeOverlay(2, dropped)).toThrow(RangeError)
  })
})
