import { describe, expect, it } from '@jest/globals'
import { ConflictError, ProcessingFinalError, ResourceError, ValidationError } from '@techdeck/core'
import { atEdge, isOnlyDuplicates, toAppError } from './errors.ts'

const foreign = (name: string, more: object = {}) =>
  Object.assign(new Error('dup key: { email: "sam@example.org" }'), { name, ...more })

describe('errors at the edge', () => {
  it('says that a unique value is taken, by the names of the fields', () => {
    const error = toAppError(foreign('MongoServerError', { code: 11_000, keyPattern: { email: 1 } }))
    expect(error).toBeInstanceOf(ConflictError)
    expect(error.details).toEqual({ fields: ['email'] })
  })

  it.each([
    ['MongoNetworkError', {}],
    ['MongooseServerSelectionError', {}],
    ['MongoWaitQueueTimeoutError', {}],
    ['MongoServerError', { code: 10_107 }],
  ])('lets %s be tried again', (name, more) => {
    expect(toAppError(foreign(name, more))).toBeInstanceOf(ResourceError)
  })

  it.each([
    ['MongoServerError', { code: 121 }],
    ['MongoParseError', {}],
    ['CastError', {}],
    ['StrictModeError', {}],
    ['TypeError', {}],
  ])('does not let %s be tried again', (name, more) => {
    expect(toAppError(foreign(name, more))).toBeInstanceOf(ProcessingFinalError)
  })

  it('quotes nothing of what MongoDB says, neither in the message nor in a cause', () => {
    const errors = [
      foreign('MongoServerError', { code: 11_000, keyPattern: { email: 1 }, keyValue: { email: 'sam@example.org' } }),
      foreign('CastError', { value: 'sam@example.org' }),
      foreign('MongoNetworkError'),
    ]
    for (const { message, userMessage, details, cause } of errors.map(toAppError))
      expect(JSON.stringify([message, userMessage, details, cause])).not.toContain('sam@')
  })

  it('lets errors of our own pass, and what is no error at all become one', async () => {
    const own = new ValidationError('An id cannot name a field.')
    const repository = atEdge({
      own: () => Promise.reject(own),
      none: () => Promise.reject(null),
      fine: () => Promise.resolve(1),
    })
    await expect(repository.own()).rejects.toBe(own)
    await expect(repository.none()).rejects.toBeInstanceOf(ProcessingFinalError)
    expect(await repository.fine()).toBe(1)
  })

  it('tells an insert of known records from one that failed otherwise', () => {
    expect(isOnlyDuplicates({ code: 11_000, writeErrors: [{ code: 11_000 }, { code: 11_000 }] })).toBe(true)
    expect(isOnlyDuplicates({ code: 11_000, writeErrors: [{ code: 11_000 }, { code: 121 }] })).toBe(false)
    expect(isOnlyDuplicates({ code: 11_000 })).toBe(true)
    expect(isOnlyDuplicates(foreign('MongoNetworkError'))).toBe(false)
  })
})
