import { expect, it } from '@jest/globals'
import { beforeOf } from './before-of.ts'

it('puts back what was taken out of a turn, by code points', () => {
  const turn = { index: 2, text: '🙂 [NAME] saw [NAME].' }
  expect(
    beforeOf(turn, [
      { turn: 2, start: 13, end: 19, text: 'Sam' },
      { turn: 2, start: 2, end: 8, text: 'Dana' },
      { turn: 1, start: 0, end: 4, text: 'elsewhere' },
    ]),
  ).toEqual([
    { text: '🙂 ', taken: false },
    { text: 'Dana', taken: true },
    { text: ' saw ', taken: false },
    { text: 'Sam', taken: true },
    { text: '.', taken: false },
  ])
  expect(beforeOf({ index: 0, text: 'Nobody.' }, [])).toEqual([{ text: 'Nobody.', taken: false }])
})
