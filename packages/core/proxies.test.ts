import { describe, expect, it } from '@jest/globals'
import { TrustedProxies } from './proxies.ts'

describe('trusted proxies', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    [' 127.0.0.1 , fd00::/8,', '127.0.0.1,fd00::/8'],
    ['::1', '::1'],
  ])('are addresses and networks: %s', (text, read) => {
    expect(TrustedProxies.parse(text)).toBe(read)
  })

  it.each(['true', '1', '*', 'loopback', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0/8', 'proxy.example', ' , '])(
    'are never everybody, a number of hops or a name: %s',
    (text) => {
      expect(TrustedProxies.safeParse(text).success).toBe(false)
    },
  )
})
