import { describe, expect, it } from '@jest/globals'
import { ApiError, ConnectionError, DownloadMismatchError } from '@techdeck/client'
import { NotFoundError, UnprocessableFileError } from '@techdeck/core'
import { errorNotes, errorView } from './error-view.ts'
import { exitCodeOf, exitOfStatus } from './exit-codes.ts'

const apiError = (status: number, more: object = {}) =>
  new ApiError(status, {
    success: false,
    error_code: 'VALIDATION_ERROR',
    message: 'for developers',
    user_message: 'For people.',
    recoverable: false,
    request_id: 'r1',
    ...more,
  })

describe('the exit code of an error', () => {
  it.each([
    [2, apiError(400)],
    [3, apiError(401)],
    [3, apiError(403)],
    [4, apiError(404)],
    [1, apiError(409)],
    [2, apiError(422)],
    [5, apiError(503, { error_code: 'RESOURCE_UNAVAILABLE' })],
    [5, new ConnectionError('http://127.0.0.1:1', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))],
    [1, new DownloadMismatchError('a.jsonl')],
    [2, new UnprocessableFileError('x')],
    [4, new NotFoundError('x')],
    [130, new DOMException('x', 'AbortError')],
    [1, new Error('x')],
    [1, null],
  ])('is %i', (code, error) => expect(exitCodeOf(error)).toBe(code))

  it('tells an execution that failed, or ended in part, from one that is well', () => {
    expect((['failed', 'cancelled', 'partial', 'completed', 'running'] as const).map(exitOfStatus)).toEqual([
      1, 1, 6, 0, 0,
    ])
  })
})

describe('what is told of an error', () => {
  it('is what the API says to people, with each problem and the request', () => {
    const view = errorView(apiError(400, { details: [{ path: 'mode', problem: 'unknown', allowed: ['a', 'b'] }, 7] }))
    expect(view).toMatchObject({
      success: false,
      error_code: 'VALIDATION_ERROR',
      message: 'For people.',
      request_id: 'r1',
    })
    expect(errorNotes(view)).toEqual(['  mode: unknown (allowed: a, b)', '  request r1'])
  })

  it('names the address that does not answer', () => {
    const { message } = errorView(new ConnectionError('http://127.0.0.1:1', null))
    expect(message).toBe('The API at http://127.0.0.1:1 does not answer.')
  })

  it('names the file that did not come as it was exported', () => {
    expect(errorView(new DownloadMismatchError('a.jsonl'))).toEqual({
      success: false,
      error_code: 'DOWNLOAD_MISMATCH',
      message: expect.stringContaining('What came for a.jsonl is not what was exported'),
    })
  })

  it('is not the message of a foreign error, which may quote content', () => {
    expect(JSON.stringify(errorView(new SyntaxError('Unexpected token: my secret')))).not.toContain('secret')
  })
})
