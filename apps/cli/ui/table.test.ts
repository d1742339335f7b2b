import { describe, expect, it } from '@jest/globals'
import { table } from './table.ts'

describe('a table', () => {
  it('sets numbers right, text left and dashes for nothing', () => {
    expect(
      table(
        ['name', 'rows', 'share'],
        [
          ['a.csv', 1200, '3 %'],
          ['longer.csv', 7, null],
        ],
      ),
    ).toEqual(['  name         rows  share', '  a.csv       1,200    3 %', '  longer.csv      7      –'])
  })

  it('aligns by what is seen, not by how many characters there are', () => {
    const [, wide, narrow] = table(
      ['name', 'x'],
      [
        ['日本', 'a'],
        ['four', 'b'],
      ],
    )
    expect([wide, narrow]).toEqual(['  日本  a', '  four  b'])
  })
})
