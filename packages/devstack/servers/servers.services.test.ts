import { describe, expect, it } from '@jest/globals'
import { canConnect, testServices } from '../index.ts'

const portOf = (url: string) => Number(new URL(url).port)

describe('test services', () => {
  it('are told to every test by the environment', async () => {
    expect(await canConnect(portOf(process.env['REDIS_URL']!))).toBe(true)
    expect(await canConnect(portOf(process.env['MONGODB_URI']!))).toBe(true)
  })

  it('can be had apart from the shared ones, to be killed', async () => {
    const services = await testServices({ own: true })
    try {
      expect(services.redis.url).not.toBe(process.env['REDIS_URL'])
      await Promise.all([services.redis.kill(), services.mongo.kill()])
      await services.redis.exited
      expect(await canConnect(portOf(services.redis.url))).toBe(false)
      expect(await canConnect(portOf(services.mongo.url))).toBe(false)
      expect(await canConnect(portOf(process.env['REDIS_URL']!))).toBe(true)
    } finally {
      await services.stop()
    }
  }, 60_000)

  it('leave servers of the environment alone', async () => {
    const services = await testServices()
    await services.stop()
    await services.redis.kill()
    expect(await canConnect(portOf(process.env['REDIS_URL']!))).toBe(true)
  })
})
