import { describe, expect, it } from '@jest/globals'
import { cookieForm, cookieOf } from './cookies.ts'

const NAMED = { name: 'pass', path: '/admin' }

describe('a cookie', () => {
  it('needs TLS but for this machine’s own addresses', () => {
    const attributes = 'Path=/admin; HttpOnly; SameSite=Strict'
    expect(cookieForm({ protocol: 'http', hostname: 'localhost' }, NAMED)).toEqual({ name: 'pass', attributes })
    const secure = { name: '__Secure-pass', attributes: `${attributes}; Secure` }
    expect(cookieForm({ protocol: 'http', hostname: 'example.org' }, NAMED)).toEqual(secure)
    expect(cookieForm({ protocol: 'https', hostname: 'localhost' }, NAMED)).toEqual(secure)
  })

  it('is found by its whole name', () => {
    expect(cookieOf('a=1; pass=x=y;b=2', 'pass')).toBe('x=y')
    expect(cookieOf('__Secure-pass=x', 'pass')).toBeUndefined()
    expect(cookieOf(undefined, 'pass')).toBeUndefined()
  })
})
