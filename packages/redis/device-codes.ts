import { randomInt } from 'node:crypto'
import { newSecret, sha256 } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { PREFIX } from './connection.ts'

/** What asks to be signed in, as a person is shown it. */
export interface DeviceRequest {
  clientName: string | null
  ipAddress: string
  userAgent: string | null
  /** Milliseconds of the epoch. */
  askedAt: number
}

/** `early`: asked sooner than it may; from then on it has to wait longer. `unknown`: spent, expired or none. */
export type DevicePoll =
  | { state: 'pending' | 'early'; intervalS: number }
  | { state: 'approved'; userId: string }
  | { state: 'denied' | 'unknown' }

/** Consonants, so that no words come out (RFC 8628, 6.1): 20⁸ codes, 34 bits. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'
const LIFE_S = 600
const INTERVAL_S = 5

const DECIDE = `
local device = redis.call('GETDEL', KEYS[1])
if not device then return 0 end
if redis.call('EXISTS', ARGV[1] .. device) == 0 then return 0 end
redis.call('HSET', ARGV[1] .. device, 'state', ARGV[2], 'userId', ARGV[3])
return 1`

const POLL = `
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return {'unknown'} end
if state == 'pending' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local interval = tonumber(redis.call('HGET', KEYS[1], 'interval'))
  local last = tonumber(redis.call('HGET', KEYS[1], 'last') or '0')
  redis.call('HSET', KEYS[1], 'last', now)
  if now - last < interval * 1000 then
    redis.call('HINCRBY', KEYS[1], 'interval', 5)
    return {'early', interval + 5}
  end
  return {'pending', interval}
end
local userId = redis.call('HGET', KEYS[1], 'userId')
redis.call('DEL', KEYS[1])
return {state, userId}`

/**
 * Signing in a device by another one (RFC 8628): the device holds a secret, a person types a short code. Both are kept as
 * hashes, for ten minutes by the clock of Redis, and each is good once. All of it throws while Redis is away.
 */
export class RedisDeviceCodes {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async begin(request: DeviceRequest): Promise<{
    deviceCode: string
    userCode: string
    expiresInS: number
    intervalS: number
  }> {
    const [deviceCode, userCode] = [newSecret(), newUserCode()]
    const device = sha256(deviceCode)
    await this.#redis
      .multi()
      .hset(deviceKey(device), { state: 'pending', interval: INTERVAL_S, request: JSON.stringify(request) })
      .expire(deviceKey(device), LIFE_S)
      .set(userKey(userCode), device, 'EX', LIFE_S)
      .exec()
    return { deviceCode, userCode, expiresInS: LIFE_S, intervalS: INTERVAL_S }
  }

  /** What waits behind a code that a person typed, in whatever case and grouping; `null` for none. */
  async show(userCode: string): Promise<DeviceRequest | null> {
    const device = await this.#redis.get(userKey(userCode))
    const request = device === null ? null : await this.#redis.hget(deviceKey(device), 'request')
    return request === null ? null : (JSON.parse(request) as DeviceRequest)
  }

  /** Lets a device in as a user, or turns it away, once; `false` when there is none. */
  async decide(userCode: string, decision: { userId: string; approve: boolean }): Promise<boolean> {
    const state = decision.approve ? 'approved' : 'denied'
    return (await this.#redis.eval(DECIDE, 1, userKey(userCode), deviceKey(''), state, decision.userId)) === 1
  }

  /** What became of it, asked by the device itself. An answer that is not `pending` or `early` is given once. */
  async poll(deviceCode: string): Promise<DevicePoll> {
    const [state, value] = (await this.#redis.eval(POLL, 1, deviceKey(sha256(deviceCode)))) as [string, string | number]
    if (state === 'pending' || state === 'early') return { state, intervalS: Number(value) }
    if (state === 'approved') return { state, userId: String(value) }
    return { state: state === 'denied' ? 'denied' : 'unknown' }
  }
}

function newUserCode(): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

const deviceKey = (device: string): string => `${PREFIX}:device:${device}`
const userKey = (userCode: string): string =>
  `${PREFIX}:device-user:${sha256(userCode.toUpperCase().replaceAll(/[^A-Z]/g, ''))}`
