import { expect, it } from '@jest/globals'
import { emptyRecords, type Records, type StageName } from '@techdeck/contracts'
import { flowOf } from './flow-of.ts'

const of = (dataset_id: string, stage: StageName, records: Partial<Records>) => ({
  dataset_id,
  stage,
  records: { ...emptyRecords(), ...records },
  conserved: true,
  losses: [],
})

it('adds up what went through each stage, without the rows of files', () => {
  expect(
    flowOf([
      of('a', 'ingestion', { in: 90, out: 90 }),
      of('a', 'standardization', { in: 10, out: 8, merged: 2 }),
      of('a', 'quality', { in: 8, out: 5, rejected: 3 }),
      of('b', 'standardization', { in: 4, out: 3, merged: 1 }),
    ]),
  ).toEqual([
    { stage: 'standardization', in: 14, out: 11, lost: [['merged', 3]] },
    { stage: 'quality', in: 8, out: 5, lost: [['rejected', 3]] },
  ])
})
