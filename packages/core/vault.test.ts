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

  it('opens nothing that was cut, swapped, doubled, dropped from, appended to, or put together of two', () => {
    const bytes = Buffer.from(sealInVault(secret, 'c1', 'Anna Hartwell of Harbour House'), 'base64')
    const other = Buffer.from(sealInVault(secret, 'c1', 'Berta Oakes of another house..'), 'base64')
    const middle = bytes.length / 2
    const forms = {
      cut: bytes.subarray(0, -1),
      'cut to its tag': bytes.subarray(-16),
      swapped: Buffer.concat([bytes.subarray(middle), bytes.subarray(0, middle)]),
      doubled: Buffer.concat([bytes, bytes]),
      dropped: Buffer.concat([bytes.subarray(0, 14), bytes.subarray(15)]),
      appended: Buffer.concat([bytes, Buffer.of(0)]),
      'with the nonce of another': Buffer.concat([other.subarray(0, 12), bytes.subarray(12)]),
      'with the tag of another': Buffer.concat([bytes.subarray(0, -16), other.subarray(-16)]),
    }
    for (const form of Object.values(forms))
      expect(() => openFromVault(secret, 'c1', form.toString('base64'))).toThrow('does not open by this key ring')
  })
})
