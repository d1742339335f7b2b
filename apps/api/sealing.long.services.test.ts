import { expect, it } from '@jest/globals'
import { killSealers } from './testing/kill-sealers.ts'

it('makes each entry one leaf through two hundred kills', async () => {
  const { killed, appended, leaves, problems, waiting } = await killSealers(200)
  expect(killed.filter((each) => each.endsWith('SIGKILL'))).toHaveLength(200)
  expect(leaves.toSorted()).toEqual(appended.toSorted())
  expect([problems, waiting]).toEqual([[], 0])
}, 900_000)
