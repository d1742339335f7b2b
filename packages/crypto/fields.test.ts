import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import type { WrappedDataKey } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { createFieldSealer, fieldsOf } from './fields.ts'
import { loadKeyRing } from './index.ts'

const fields = createFieldSealer(Buffer.alloc(32, 5))
const NAME = 'Anna’s sessions, 2026 😀'
const refused = { code: 'DECRYPTION_ERROR', details: { reason: 'changed' } }
function opening(place: string, text: string, by = fields): unknown {
  try {
    return by.open(place, text)
  } catch (error) {
    return error
  }
}

describe('fields of records', () => {
  it('open where they were sealed, are never sealed alike, and tell nothing but their length', () => {
    const [one, two] = [fields.seal('a.1', NAME), fields.seal('a.1', NAME)]
    expect([fields.open('a.1', one), fields.open('a.1', two)]).toEqual([NAME, NAME])
    expect(one).not.toBe(two)
    expect(Buffer.from(one.slice(5), 'base64url').toString()).not.toContain('Anna')
    expect(fields.open('a.1', fields.seal('a.1', ''))).toBe('')
  })

  it('are given as they are where they were never sealed', () => {
    expect(fields.open('a.1', NAME)).toBe(NAME)
  })

  it('open nowhere else, under no other key, and not when anything was changed', () => {
    const sealed = fields.seal('a.1', NAME)
    expect(opening('a.2', sealed)).toMatchObject(refused)
    expect(opening('b.1', sealed)).toMatchObject(refused)
    expect(opening('a.1', sealed, createFieldSealer(Buffer.alloc(32, 6)))).toMatchObject(refused)
    const other = fields.seal('a.1', 'another')
    const [body, otherBody] = [sealed.slice(5), other.slice(5)]
    const changed = {
      cut: sealed.slice(0, -4),
      'cut to nothing': 'tdf1.',
      appended: `${sealed}AAAA`,
      doubled: sealed + body,
      'with a part of another': `tdf1.${otherBody.slice(0, 16)}${body.slice(16)}`,
      swapped: `tdf1.${body.slice(20)}${body.slice(0, 20)}`,
      'without its nonce': `tdf1.${body.slice(16)}`,
      'padded with what decoding drops': `${sealed}=`,
    }
    for (const [how, text] of Object.entries(changed))
      expect({ how, opened: opening('a.1', text) }).toMatchObject({ how, opened: refused })
    for (let at = 5; at < sealed.length; at++) {
      const flipped = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect({ at, opened: opening('a.1', flipped) }).toMatchObject({ at, opened: refused })
    }
    expect(inspect(opening('a.2', sealed))).not.toContain('Anna')
  })

  it('are found by marks that equal texts of a place share, and no others', () => {
    const mark = fields.mark('users.email', 'sam@example.org')
    expect(mark).toMatch(/^[0-9a-f]{64}$/)
    expect(fields.mark('users.email', 'sam@example.org')).toBe(mark)
    expect(fields.mark('users.email', 'sam@example.com')).not.toBe(mark)
    expect(fields.mark('users.phone', 'sam@example.org')).not.toBe(mark)
    expect(createFieldSealer(Buffer.alloc(32, 6)).mark('users.email', 'sam@example.org')).not.toBe(mark)
  })

  it('have one key an installation, which the ring wraps', async () => {
    const env = {
      TECHDECK_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      TECHDECK_PSEUDONYM_KEY: Buffer.alloc(32, 2).toString('base64'),
      JWT_SECRET_KEY: 'a secret for tests that is long enough',
    }
    const stored = new Map<string, WrappedDataKey>()
    const keys = {
      get: async (id: string) => stored.get(id) ?? null,
      create: async (key: WrappedDataKey) => {
        if (stored.has(key.id)) throw new ConflictError('There is one.')
        stored.set(key.id, key)
      },
    }
    const open = fieldsOf(await loadKeyRing({ env }))
    const [one, two] = await Promise.all([open(keys), open(keys)])
    expect(two.open('a', one.seal('a', NAME))).toBe(NAME)
    expect((await open(keys)).mark('a', NAME)).toBe(one.mark('a', NAME))
    expect([...stored.keys()]).toEqual(['fields'])
    // Another process has made it, and the record is gone again: nothing is sealed by a key that nobody kept.
    const goes = { get: async () => null, create: () => Promise.reject(new ConflictError('There is one.')) }
    await expect(open(goes)).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
    const another = { ...env, TECHDECK_KEYS: `k1:${Buffer.alloc(32, 9).toString('base64')}` }
    await expect(fieldsOf(await loadKeyRing({ env: another }))(keys)).rejects.toMatchObject({
      code: 'DECRYPTION_ERROR',
    })
  })
})
