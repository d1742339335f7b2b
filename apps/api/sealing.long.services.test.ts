import process from 'node:process'
import { expect, it } from '@jest/globals'
import { killSealers } from './testing/kill-sealers.ts'

it('makes each entry one leaf through two hundred kills', async () => {
  const { killed, appended, leaves, problems, waiting } = await killSealers(200)
  expect(killed.filter((each) => each.endsWith('SIGKILL'))).toHaveLength(200)
  expect(leaves.toSorted()).toEqual(appended.toSorted())
  expect([problems, waiting]).toEqual([[], 0])
  process.stderr.write(`${killed.length} kills, ${leaves.length} entries, each in one leaf\n`)
}, 900_000)
