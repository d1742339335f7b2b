import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { readEnv } from './env.ts'
import { ValidationError } from './errors.ts'

const Schema = z.object({
  URL: z.url(),
  PORT: z.coerce.number().int().max(65_535).default(5000),
  NAME: z.string().optional(),
})

describe('the environment', () => {
  it('is parsed, with defaults for what is not set', () => {
    expect(readEnv(Schema, { URL: 'redis://h:1', HOME: '/root' })).toEqual({ URL: 'redis://h:1', PORT: 5000 })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readEnv(Schema, { URL: 'redis://h:1', PORT: '', NAME: '' })).toEqual({ URL: 'redis://h:1', PORT: 5000 })
  })

  it('names every variable that is wrong, and never its value', () => {
    let caught: unknown
    try {
      readEnv(Schema, { URL: 'hunter2', PORT: '99999' })
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(ValidationError)
    const { message, details } = caught as ValidationError
    expect(message).toMatch(/URL \(.+\), PORT \(.+\).*\.env\.example/)
    expect(details).toEqual([
      { path: 'URL', problem: 'invalid_format' },
      { path: 'PORT', problem: 'too_big' },
    ])
    expect(message + JSON.stringify(details)).not.toMatch(/hunter2|99999/)
  })
})
