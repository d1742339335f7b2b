import { describe, expect, it } from '@jest/globals'
import { ERROR_STATUS, type ErrorCode } from '@techdeck/contracts'
import * as errors from './errors.ts'

const { AppError, HandedBack, ProcessingError, RateLimitExceededError, ValidationError, describeError } = errors

type Concrete = new (message: string, options?: errors.AppErrorOptions) => errors.AppError
const family = Object.entries(errors).flatMap(([name, value]) =>
  typeof value === 'function' && value.prototype instanceof AppError
    ? [[name, value as unknown as Concrete] as const]
    : [],
)

describe('the family of errors', () => {
  it('has each code with the status that the wire gives it', () => {
    expect(family.length).toBeGreaterThan(12)
    for (const [name, Kind] of family) {
      const error = new Kind('What happened.')
      expect([name, error.name, error.status]).toEqual([name, name, ERROR_STATUS[error.code as ErrorCode]])
    }
  })

  it('has no code twice', () => {
    const codes = family.map(([, Kind]) => new Kind('x').code)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('tries again only what another attempt can mend', () => {
    const retryable = family.filter(([, Kind]) => new Kind('x').retryable).map(([name]) => name)
    expect(retryable.toSorted()).toEqual([
      'ChecksumMismatchError',
      'LockedError',
      'PartialProcessingError',
      'ProcessingError',
      'QueuedForProcessingError',
      'RateLimitExceededError',
      'ResourceError',
    ])
  })

  it('tells people the message unless it has another for them', () => {
    expect(new ValidationError('Bad name.').userMessage).toBe('Bad name.')
    expect(new ValidationError('Bad name.', { userMessage: 'Choose another name.' }).userMessage).toBe(
      'Choose another name.',
    )
  })

  it('keeps details, waiting time and cause', () => {
    const cause = new Error('foreign')
    const error = new RateLimitExceededError('Slow down.', { details: { limit: 3 }, retryAfter: 8, cause })
    expect(error).toMatchObject({ details: { limit: 3 }, retryAfter: 8, cause })
    expect(new ProcessingError('x').cause).toBeUndefined()
  })

  it('does not count handed-back work as a failure of ours', () => {
    expect(new HandedBack('x')).not.toBeInstanceOf(AppError)
  })
})

describe('describing an error', () => {
  it('says of our own its code and message', () => {
    expect(describeError(new ValidationError('Bad name.'))).toEqual({
      code: 'VALIDATION_ERROR',
      message: 'Bad name.',
      retryable: false,
    })
  })

  it('never quotes a foreign message, since it may quote content', () => {
    let caught: unknown
    try {
      JSON.parse('I feel so alone since March')
    } catch (error) {
      caught = error
    }
    expect(describeError(caught)).toEqual({
      code: 'INTERNAL_ERROR',
      message: 'An unexpected SyntaxError occurred.',
      retryable: true,
    })
  })

  it('keeps the code of a system error and drops one that is no code', () => {
    expect(describeError(Object.assign(new Error('x'), { code: 'ENOSPC' })).code).toBe('ENOSPC')
    expect(describeError(Object.assign(new Error('x'), { code: 'Sam lives at 12 Elm Street' })).code).toBe(
      'INTERNAL_ERROR',
    )
    expect(describeError(Object.assign(new Error('x'), { name: 'sam@example.org' })).message).not.toContain('sam')
  })

  it.each([null, undefined, 'a string that was thrown', 7, {}])('is not put off by %p', (thrown) => {
    expect(describeError(thrown)).toEqual({
      code: 'INTERNAL_ERROR',
      message: 'An unexpected Error occurred.',
      retryable: true,
    })
  })
})
