import { describe, expect, it } from '@jest/globals'
import { isSignatureOf, keyIdOf, signingKeyOf } from './signing.ts'

const key = signingKeyOf(Buffer.alloc(32, 7))
const bytes = Buffer.from('what is signed')

describe('a signature', () => {
  it('is the same for the same secret and bytes, and holds for them', () => {
    const signature = key.sign(bytes)
    expect(signingKeyOf(Buffer.alloc(32, 7)).sign(bytes)).toEqual(signature)
    expect(signature).toMatchObject({ algorithm: 'ed25519', key_id: key.keyId, public_key: key.publicKey })
    expect(isSignatureOf(bytes, signature)).toBe(true)
    expect(keyIdOf(signature.public_key)).toBe(signature.key_id)
  })

  it('does not hold for other bytes, another key, or what is no key', () => {
    const signature = key.sign(bytes)
    expect(isSignatureOf(Buffer.from('what is signee'), signature)).toBe(false)
    const other = signingKeyOf(Buffer.alloc(32, 8)).publicKey
    expect(isSignatureOf(bytes, { ...signature, public_key: other })).toBe(false)
    for (const broken of ['', 'AAAA', 'not base64 at all'])
      expect(isSignatureOf(bytes, { ...signature, public_key: broken })).toBe(false)
    expect(isSignatureOf(bytes, { ...signature, signature: '' })).toBe(false)
  })
})
