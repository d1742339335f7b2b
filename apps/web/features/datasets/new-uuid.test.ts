import { expect, it } from '@jest/globals'
import { UploadHeaders } from '@techdeck/contracts'
import { newUuid } from './new-uuid.ts'

it('makes ids that the API takes, each its own and in the order of time', () => {
  const ids = [newUuid(1), newUuid(2), newUuid(Date.now())]
  for (const id of ids) expect(UploadHeaders.safeParse({ 'x-dataset-id': id }).success).toBe(true)
  expect(ids.toSorted()).toEqual(ids)
  expect(newUuid(1)).not.toBe(newUuid(1))
})
