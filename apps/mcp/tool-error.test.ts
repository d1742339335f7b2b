import { describe, expect, it } from '@jest/globals'
import { ApiError, ConnectionError } from '@techdeck/client'
import { ERROR_STATUS, type ErrorCode } from '@techdeck/contracts'
import { AuthorizationError } from '@techdeck/core'
import { HostError } from './host.ts'
import { toToolError } from './tool-error.ts'

const answered = (code: ErrorCode, more: object = {}) =>
  new ApiError(ERROR_STATUS[code], {
    success: false,
    error_code: code,
    message: 'for developers',
    user_message: 'for people',
    recoverable: ERROR_STATUS[code] === 503,
    request_id: 'r-1',
    ...more,
  })

describe('a call that failed', () => {
  it('tells code, message and what to do, for every code', () => {
    for (const code of Object.keys(ERROR_STATUS) as ErrorCode[]) {
      const told = toToolError(answered(code))
      expect(told).toMatchObject({ error_code: code, user_message: 'for people', request_id: 'r-1' })
      expect(told.what_to_do).toMatch(/\w{3}.*\.$/)
    }
  })

  it('says when to come back and what is wrong where', () => {
    expect(toToolError(answered('QUEUED_FOR_PROCESSING', { estimated_wait: 2 }))).toMatchObject({ retry_after: 2 })
    expect(toToolError(answered('RATE_LIMIT_EXCEEDED', { retry_after: 7 }))).toMatchObject({ retry_after: 7 })
    const details = [{ path: 'limit', problem: 'too big' }]
    expect(toToolError(answered('VALIDATION_ERROR', { details }))).toMatchObject({ details })
  })

  it('speaks of what is not the API in the same form, and never by the words of a foreign error', () => {
    expect(toToolError(new ConnectionError('http://api', new Error('x')))).toMatchObject({
      error_code: 'RESOURCE_UNAVAILABLE',
      recoverable: true,
    })
    expect(toToolError(new HostError({ error_code: 'AUTHENTICATION_ERROR', message: 'Sign in.' }))).toMatchObject({
      error_code: 'AUTHENTICATION_ERROR',
      user_message: 'Sign in.',
    })
    expect(toToolError(new AuthorizationError('Not this.'))).toMatchObject({ error_code: 'AUTHORIZATION_ERROR' })
    const foreign = toToolError(new TypeError('unexpected token in "what somebody said"'))
    expect(foreign.error_code).toBe('INTERNAL_ERROR')
    expect(JSON.stringify(foreign)).not.toContain('somebody')
  })
})
