import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { RedisTickets, connectPatiently, type TicketGrant } from './index.ts'

const grant: TicketGrant = { userId: 'u', sessionId: 's', permissions: ['pipeline:read'] }
let redis: Redis
let tickets: RedisTickets
beforeEach(() => {
  redis = connectPatiently(process.env.REDIS_URL!, createLogger('test', { level: 'silent' }))
  tickets = new RedisTickets(redis)
})
afterEach(() => redis.disconnect())

describe('a ticket', () => {
  it('gives what it was made for, once, however many ask at the same time', async () => {
    const { ticket, expiresInS } = await tickets.issue(grant)
    expect([ticket.length, expiresInS]).toEqual([43, 15])
    const got = await Promise.all(Array.from({ length: 20 }, () => tickets.redeem(ticket)))
    expect(got.filter((each) => each !== null)).toEqual([grant])
    expect(await tickets.redeem(ticket)).toBeNull()
  })

  it('is nowhere in Redis itself, and is gone after its time', async () => {
    const before = new Set(await redis.keys('techdeck:ticket:*'))
    const { ticket } = await tickets.issue(grant)
    const [key] = (await redis.keys('techdeck:ticket:*')).filter((each) => !before.has(each))
    expect(`${key} ${await redis.get(key)}`).not.toContain(ticket)
    const left = await redis.pttl(key)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(15_000)
    // What its time does.
    await redis.pexpire(key, 0)
    expect(await tickets.redeem(ticket)).toBeNull()
  })

  it('of another is not guessed', async () => {
    await tickets.issue(grant)
    for (const guess of ['', 'x'.repeat(43)]) expect(await tickets.redeem(guess)).toBeNull()
  })

  it('may be a secret of the caller, which gives the same as often as it is presented, in its time', async () => {
    const kept = new RedisTickets<{ name: string }>(redis, { kind: 'kept', lifeS: 60 })
    await kept.keep('mine', { name: 'a' })
    expect([await kept.find('mine'), await kept.find('mine')]).toEqual([{ name: 'a' }, { name: 'a' }])
    expect([await kept.find('other'), await tickets.find('mine')]).toEqual([null, null])
    expect((await redis.keys('techdeck:ticket:kept:*')).join()).not.toContain('mine')
  })
})
