import { describe, expect, it } from '@jest/globals'
import { gzipSync } from 'node:zlib'
import { cutEvery, inspect } from '../testing/helpers.ts'
import { HashSet } from './hash-set.ts'

const csv = (rows: readonly (readonly [key: string | number, text: string])[]): string =>
  `conversation_id,speaker,text\n${rows.map(([key, text]) => `${key},client,${text}\n`).join('')}`

describe('a file that cannot be read', () => {
  it.each([
    ['empty', ''],
    ['empty', ' \n\n'],
    ['header_without_rows', 'transcript_id,speaker,text\n'],
    ['unknown_format', 'Once upon a time there was nothing to see here.\n'],
    ['no_readable_rows', csv([['1', ' ']])],
    ['compressed', gzipSync('x')],
    ['pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(50)])],
    ['binary', Buffer.from([1, 2, 3, 4, 0, 0, 0, 9, 255, 0, 7])],
  ])('is refused as %s, with what to do', async (reason, content) => {
    const error: unknown = await inspect(content, { file: 3 }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'UNPROCESSABLE_FILE', retryable: false, details: { file: 3, reason } })
    expect((error as { userMessage: string }).userMessage.length).toBeGreaterThan(40)
  })
})

describe('marks', () => {
  it('lie at the first boundary after the limits, the first one after the header', async () => {
    const content = csv(Array.from({ length: 20 }, (_, row) => [row >> 1, 'x'.repeat(30)] as const))
    const { marks } = await inspect(content, cutEvery(4))
    expect(marks.map(({ row, line, state }) => [row, line, state])).toEqual([
      [1, 2, 0],
      [9, 10, 0],
      [17, 18, 0],
    ])
    expect(marks[0]?.byteOffset).toBe(content.indexOf('\n') + 1)
    const bySize = await inspect(content, { shardLimits: () => ({ bytes: 100, conversations: Infinity }) })
    expect(bySize.marks.map(({ row }) => row)).toEqual([1, 5, 9, 13, 17])
  })

  it('tell whether rows of a conversation lie apart', async () => {
    expect(
      await inspect(
        csv([
          [1, 'a'],
          [1, 'b'],
          [2, 'c'],
          [3, 'd'],
        ]),
      ),
    ).toMatchObject({ scattered: false, conversations: 3 })
    expect(
      await inspect(
        csv([
          [1, 'a'],
          [2, 'b'],
          [1, 'c'],
          [2, 'd'],
        ]),
      ),
    ).toMatchObject({ scattered: true, conversations: 2 })
  })

  it('cut a conversation that is longer than 16 MiB', async () => {
    const content = csv(Array.from({ length: 40 }, () => [1, 'z'.repeat(1024 * 1024)] as const))
    const found = await inspect(content)
    expect(found).toMatchObject({ scattered: true, conversations: 1 })
    expect(found.marks).toHaveLength(3)
    expect(found.marks[1]?.state).toBe((found.marks[1]?.byteOffset ?? 0) - (found.marks[0]?.byteOffset ?? 0))
  })
})

it('does not take a large file for a scattered one where nobody asks for marks', async () => {
  const content = csv(Array.from({ length: 20 }, (_, row) => [row >> 1, 'z'.repeat(1024 * 1024)] as const))
  expect(await inspect(content)).toMatchObject({ scattered: false, conversations: 10, marks: [{ row: 1 }] })
})

describe('what inspection says', () => {
  it('counts bad rows by reason and shows the first of them, without content', async () => {
    const secret = 'my secret'
    const content = `${csv([[1, 'a']])}1,client,a,${secret}\n1,client\n1,client,b\n`
    const found = await inspect(content)
    expect(found).toMatchObject({ rows: 4, badRows: 2, badRowsByReason: { wrong_column_count: 2 }, turns: 2 })
    expect(found.firstBadRows[0]).toEqual({
      position: { file: 0, byteOffset: content.indexOf('1,client,a,'), line: 3, row: 2 },
      reason: 'wrong_column_count',
    })
    expect(JSON.stringify(found.problems)).not.toContain(secret)
  })
})

describe('a hash set', () => {
  it('tells strings apart, also within groups, while it grows', () => {
    const set = new HashSet()
    for (let index = 0; index < 5000; index++) expect(set.add(`key ${index}`)).toBe(true)
    for (let index = 0; index < 5000; index++) expect(set.add(`key ${index}`)).toBe(false)
    expect(set.add('key 1', { high: 1, low: 2 })).toBe(true)
    expect(set.size).toBe(5001)
  })
})
