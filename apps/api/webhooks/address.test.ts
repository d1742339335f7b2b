import { describe, expect, it } from '@jest/globals'
import { maySendTo, reachOf, webhookUrl } from './address.ts'
import { nextTry } from './next-try.ts'
import { send } from './send.ts'

const NAME_AND_PASSWORD = ['ann', 'secret'].join(':')

describe('addresses that webhooks may have', () => {
  it.each([
    ['1.1.1.1', 'public'],
    ['2606:4700:4700::1111', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.8.9.1', 'loopback'],
    ['::1', 'loopback'],
    ['10.1.2.3', 'special'],
    ['172.16.0.1', 'special'],
    ['192.168.1.1', 'special'],
    ['169.254.169.254', 'special'],
    ['100.64.0.1', 'special'],
    ['0.0.0.0', 'special'],
    ['224.0.0.1', 'special'],
    ['255.255.255.255', 'special'],
    ['192.0.2.1', 'special'],
    ['198.18.0.1', 'special'],
    ['::', 'special'],
    ['fe80::1', 'special'],
    ['fe80::1%eth0', 'special'],
    ['fc00::1', 'special'],
    ['fec0::1', 'special'],
    ['ff02::1', 'special'],
    ['::ffff:127.0.0.1', 'special'],
    ['::ffff:10.0.0.1', 'special'],
    ['::127.0.0.1', 'special'],
    ['64:ff9b::a00:1', 'special'],
    ['2002:a00:1::', 'special'],
    ['2001:db8::1', 'special'],
    ['nonsense', 'special'],
  ])('%s is %s', (address, reach) => {
    expect(reachOf(address)).toBe(reach)
  })

  it('are public and https, and the own machine only where that is allowed', () => {
    expect(maySendTo('1.1.1.1', 'https:', false)).toBe(true)
    expect(maySendTo('1.1.1.1', 'http:', true)).toBe(false)
    expect([maySendTo('127.0.0.1', 'https:', false), maySendTo('127.0.0.1', 'http:', true)]).toEqual([false, true])
    expect(maySendTo('10.0.0.1', 'https:', true)).toBe(false)
  })

  it.each([
    ['hooks.example.org', /not an address/],
    ['http://hooks.example.org/a', /https/],
    ['http://127.0.0.1/a', /https/],
    ['ftp://hooks.example.org/a', /https/],
    [`https://${NAME_AND_PASSWORD}@hooks.example.org/a`, /password/],
    ['https://127.0.0.1/a', /private/],
    ['https://2130706433/a', /private/],
    ['https://0x7f.1/a', /private/],
    ['https://[::ffff:10.0.0.1]/a', /private/],
    ['https://169.254.169.254/latest', /private/],
  ])('are refused in words: %s', (url, problem) => {
    expect(() => webhookUrl(url, false)).toThrow(problem)
  })

  it('may be those of the own machine where that is allowed', () => {
    expect(webhookUrl('http://127.0.0.1:9000/a#b', true)).toBe('http://127.0.0.1:9000/a')
    expect(webhookUrl('http://localhost:9000/a', true)).toBe('http://localhost:9000/a')
    expect(() => webhookUrl('http://10.0.0.1/a', true)).toThrow(/https/)
    expect(webhookUrl(' https://hooks.example.org/a?b=c', false)).toBe('https://hooks.example.org/a?b=c')
  })

  it('are looked at where a name leads to, too', async () => {
    const options = { headers: {}, body: '{}', timeoutMs: 5000, loopback: false }
    // A name that every machine knows and that leads to itself.
    expect(await send(new URL('https://localhost:1/a'), options)).toMatchObject({ status: null, problem: 'address' })
    expect(await send(new URL('http://127.0.0.1:1/a'), options)).toMatchObject({ status: null, problem: 'address' })
  })
})

describe('the pause before another try', () => {
  it('grows, differs by a fifth, and comes to an end after more than a day', () => {
    const now = new Date(0)
    const seconds = (failed: number, random: number) => (nextTry(failed, now, () => random)?.getTime() ?? 0) / 1000
    expect([1, 2, 3].map((failed) => seconds(failed, 0.5))).toEqual([5, 20, 80])
    expect([seconds(1, 0), seconds(1, 1)]).toEqual([4, 6])
    const all = Array.from({ length: 9 }, (_, at) => seconds(at + 1, 0.5))
    expect(Math.max(...all)).toBe(12 * 3600)
    expect(all.reduce((sum, each) => sum + each)).toBeGreaterThan(86_400)
    expect(nextTry(10, now)).toBeNull()
  })
})
