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
        const reader = readerOf(encodeOverlay(dropped.length, flat))
        for (const [shard, ordinals] of dropped.entries())
          expect(await readOverlay(reader, shard)).toEqual(new Set(ordinals))
      }),
      { numRuns: 50 },
    )
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
