import { describe, expect, it } from '@jest/globals'
import { array, assert, integer, property, record } from 'fast-check'
import { countSourceShards, rangesOfShard, shardOfMark } from './source-shards.ts'

const member = (ordinal: number, sizeBytes = 1000, conversations = 1) => ({
  ordinal,
  container: 0,
  shards: 1,
  sizeBytes,
  conversations,
})
const shardsOf = (files: Parameters<typeof countSourceShards>[0]) =>
  Array.from({ length: countSourceShards(files) }, (_, index) => rangesOfShard(files, index))

describe('the shards of a source', () => {
  it('are those that marks cut an uploaded file into', () => {
    const files = [
      { ordinal: 0, shards: 2, sizeBytes: 5, conversations: 3 },
      { ordinal: 1, shards: 0, sizeBytes: 5 },
      { ordinal: 2, shards: 1, sizeBytes: 5, conversations: 1 },
    ]
    expect(shardsOf(files)).toEqual([
      [{ file: 0, mark: 0, last: false }],
      [{ file: 0, mark: 1, last: true }],
      [{ file: 2, mark: 0, last: true }],
    ])
  })

  it('hold small members of archives together, few in the first and many in those after', () => {
    const files = [
      { ordinal: 0, shards: 0, sizeBytes: 9, members: 603 },
      ...Array.from({ length: 600 }, (_, at) => member(at + 1)),
    ]
    expect(shardsOf(files).map((ranges) => ranges.length)).toEqual([64, 64, 64, 64, 128, 128, 88])
    const large = [member(1), member(2, 2 ** 21), member(3), { ...member(4), shards: 3 }, member(5), member(6, 10, 256)]
    expect(shardsOf(large).map((ranges) => ranges.map(({ file, mark }) => `${file}.${mark}`))).toEqual([
      ['1.0'],
      ['2.0'],
      ['3.0'],
      ['4.0'],
      ['4.1'],
      ['4.2'],
      ['5.0'],
      ['6.0'],
    ])
  })

  it('read every part of every file once, in order, and are found by it', () => {
    const file = record({
      shards: integer({ min: 0, max: 3 }),
      container: integer({ min: 0, max: 1 }),
      sizeBytes: integer({ min: 0, max: 2 ** 21 }),
      conversations: integer({ min: 0, max: 200 }),
    })
    assert(
      property(array(file, { maxLength: 30 }), (drawn) => {
        const files = drawn.map(({ container, ...rest }, ordinal) => ({
          ordinal,
          ...rest,
          ...(container === 1 && { container }),
        }))
        const read = shardsOf(files).flatMap((ranges, shard) => ranges.map((range) => ({ ...range, shard })))
        const parts = files.flatMap(({ ordinal, shards }) =>
          Array.from({ length: shards }, (_, mark) => [ordinal, mark]),
        )
        expect(read.map((range) => [range.file, range.mark])).toEqual(parts)
        for (const { file: ordinal, mark, last, shard } of read) {
          expect(shardOfMark(files, ordinal, mark)).toBe(shard)
          expect(last).toBe(mark === files[ordinal].shards - 1)
        }
      }),
    )
    expect(() => rangesOfShard([], 0)).toThrow(RangeError)
    expect(shardOfMark([], 0, 0)).toBeNull()
  })
})
