import { expect, it } from '@jest/globals'
import { killSealers } from './testing/kill-sealers.ts'

it('makes each entry one leaf, though two sealers work at once and each is killed at some step', async () => {
  const { killed, appended, leaves, problems, waiting } = await killSealers(8)
  expect(killed.map((each) => each.split(' ').at(-1))).toEqual(Array(8).fill('SIGKILL'))
  expect(new Set(killed).size).toBe(8)
  expect(leaves.toSorted()).toEqual(appended.toSorted())
  expect([problems, waiting, leaves.length > 100]).toEqual([[], 0, true])
}, 120_000)
