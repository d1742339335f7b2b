import { expect, it } from '@jest/globals'
import { ErrorBody } from '@techdeck/contracts'
import { errorBodyOf } from './errors.ts'

const whole = {
  success: false,
  error_code: 'NOT_FOUND',
  message: 'no',
  user_message: 'not there',
  recoverable: false,
  request_id: 'r-1',
}

it('takes for an error of the API what its contract takes', () => {
  const values = [
    whole,
    { ...whole, retry_after: 2, details: [{ path: 'body.name', problem: 'too_small' }] },
    { ...whole, retry_after: 'soon' },
    { ...whole, success: true },
    ...Object.keys(whole).map((name) => ({ ...whole, [name]: undefined })),
    'a page of a proxy',
    null,
    undefined,
    [],
  ]
  expect(values.map((value) => errorBodyOf(value) !== null)).toEqual(
    values.map((value) => ErrorBody.safeParse(value).success),
  )
  expect(errorBodyOf(whole)).toBe(whole)
})
