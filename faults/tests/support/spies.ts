import { Redis } from 'ioredis'
import { MongoClient } from 'mongodb'

/** Hears every command that anybody sends to a Redis: what is written, queued, published and removed again. */
export async function listenToRedis(url: string): Promise<{ commands: () => string[]; stop: () => void }> {
  const redis = new Redis(url)
  const monitor = await redis.monitor()
  const heard: string[] = []
  monitor.on('monitor', (_time: string, args: string[]) => void heard.push(args.join(' ')))
  return {
    commands: () => heard,
    stop: () => {
      monitor.disconnect()
      redis.disconnect()
    },
  }
}

/** All keys of a Redis with what they hold. */
export async function dumpRedis(url: string): Promise<Map<string, string>> {
  const redis = new Redis(url)
  try {
    const found = new Map<string, string>()
    for (const key of await redis.keys('*')) found.set(key, JSON.stringify(await valueOf(redis, key)))
    return found
  } finally {
    redis.disconnect()
  }
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key)
    case 'hash':
      return redis.hgetall(key)
    case 'list':
      return redis.lrange(key, 0, -1)
    case 'set':
      return redis.smembers(key)
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES')
    case 'stream':
      return redis.xrange(key, '-', '+')
    default:
      return null
  }
}

/** All documents of all data bases by collection, as JSON; bytes as the text that they may be. */
export async function dumpMongo(uri: string): Promise<Map<string, string[]>> {
  const client = await MongoClient.connect(uri)
  try {
    const found = new Map<string, string[]>()
    const { databases } = await client.db().admin().listDatabases()
    for (const { name } of databases) {
      if (['admin', 'config', 'local'].includes(name)) continue
      for (const { name: collection } of await client.db(name).listCollections().toArray()) {
        const documents = await client.db(name).collection(collection).find().toArray()
        found.set(
          collection,
          documents.map((document) => JSON.stringify(document, (_, value: unknown) => readable(value))),
        )
      }
    }
    return found
  } finally {
    await client.close()
  }
}

/** The driver's bytes come here in the JSON form that they give themselves: base64. */
const readable = (value: unknown): unknown =>
  typeof value === 'string' && /^[A-Za-z0-9+/]{40,}={0,2}$/.test(value)
    ? Buffer.from(value, 'base64').toString('latin1')
    : value
