import { describe, expect, it } from '@jest/globals'
import { openFromVault, sealInVault } from './vault.ts'

const secret = Buffer.alloc(32, 7)

describe('the vault', () => {
  it('gives back what was sealed, and seals equal text alike', () => {
    const sealed = sealInVault(secret, 'c1', 'Anna 😀')
    expect(openFromVault(secret, 'c1', sealed)).toBe('Anna 😀')
    expect(sealInVault(secret, 'c1', 'Anna 😀')).toBe(sealed)
    expect(sealInVault(secret, 'c2', 'Anna 😀')).not.toBe(sealed)
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('Anna')
  })

  it('opens neither by another ring, nor for another conversation, nor when a bit was changed', () => {
    const sealed = sealInVault(secret, 'c1', 'Anna')
    const refused = { code: 'DECRYPTION_ERROR' }
    const attempt = (...[key = secret, id = 'c1', text = sealed]: Partial<Parameters<typeof openFromVault>>) => {
      try {
        return openFromVault(key, id, text)
      } catch (error) {
        return error
      }
    }
    expect(attempt(Buffer.alloc(32, 8))).toMatchObject(refused)
    expect(attempt(secret, 'c2')).toMatchObject(refused)
    expect(attempt(secret, 'c1', '')).toMatchObject(refused)
    const bytes = Buffer.from(sealed, 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes)
      changed[at] ^= 1
      expect(attempt(secret, 'c1', Buffer.from(changed).toString('base64'))).toMatchObject(refused)
    }
  })
})
