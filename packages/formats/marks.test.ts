import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collectBytes } from '@techdeck/core'
import { describe, expect, it } from '@jest/globals'
import { encodeMarks, fileSource, MARK_BYTES, markCount, memorySource, readMark } from './index.ts'

const marks = [
  { byteOffset: 3, line: 2, row: 1, state: 0 },
  { byteOffset: 2 ** 40 + 1, line: 7_000_000_000, row: 6_999_999_999, state: 17 },
]

describe('encoded marks', () => {
  it('are read one at a time, as exact beyond 4 GiB as before', async () => {
    const source = memorySource(encodeMarks(marks))
    expect(source.size).toBe(2 * MARK_BYTES)
    expect(markCount(source)).toBe(2)
    expect([await readMark(source, 0), await readMark(source, 1)]).toEqual(marks)
  })

  it.each([-1, 2, 0.5])('have no mark %p', async (index) => {
    await expect(readMark(memorySource(encodeMarks(marks)), index)).rejects.toThrow(RangeError)
  })
})

describe('sources', () => {
  it('read the same range from memory and from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'formats-'))
    try {
      const bytes = Buffer.from('0123456789'.repeat(50_000))
      writeFileSync(join(folder, 'x'), bytes)
      const file = await fileSource(join(folder, 'x'))
      expect(file.size).toBe(bytes.length)
      for (const [start, end] of [
        [0, bytes.length],
        [5, 400_007],
        [7, 7],
        [499_990, 600_000],
      ]) {
        const expected = bytes.subarray(start, end)
        expect((await collectBytes(file.read(start, end))).equals(expected)).toBe(true)
        expect((await collectBytes(memorySource(bytes).read(start, end))).equals(expected)).toBe(true)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
