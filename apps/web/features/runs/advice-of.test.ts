import { expect, it } from '@jest/globals'
import { adviceOf } from './advice-of.ts'

it('finds the rows that an advice is about', () => {
  expect(adviceOf('2 conversations (0:21, 1:row:4): a crisis was missed (3).')).toEqual([
    { text: '2 conversations (' },
    { text: '0:21', place: '0:21' },
    { text: ', ' },
    { text: '1:row:4', place: '1:row:4' },
    { text: '): a crisis was missed (3).' },
  ])
  expect(adviceOf('Nothing to do.')).toEqual([{ text: 'Nothing to do.' }])
})
