import { describe, expect, it } from '@jest/globals'
import { openConnection } from './connection.ts'
import { connectStore } from './store.ts'
import { testUri, useTestStore } from './testing/test-store.ts'

describe('the store', () => {
  const store = useTestStore('store')

  it('answers a ping and says which server it is on', async () => {
    await store().ping()
    const { name, version, embedded } = await store().server()
    expect(version).toMatch(/^\d+\.\d+/)
    expect(name).toBe(embedded ? 'SecantusDB' : 'MongoDB')
  })

  it('connects with the pool, the durability and the waits that are promised', async () => {
    const connection = await openConnection({ uri: testUri, minPoolSize: undefined })
    const { options } = connection.getClient()
    expect(options).toMatchObject({
      minPoolSize: 20,
      maxPoolSize: 60,
      waitQueueTimeoutMS: 30_000,
      maxIdleTimeMS: 3_600_000,
    })
    expect(options.writeConcern).toMatchObject({ w: 'majority', j: true })
    expect(options.readConcern?.level).toBe('majority')
    expect(connection.name).toBe('techdeck')
    await connection.close()
  })

  it('says that it is not there, and soon, when no server answers', async () => {
    const opening = connectStore({ uri: 'mongodb://127.0.0.1:9', serverSelectionTimeoutMS: 100 })
    await expect(opening).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE', retryable: true })
  })

  it('says what is wrong with an address, without quoting it', async () => {
    const opening = connectStore({ uri: 'http://sam:secret@example.org' })
    await expect(opening).rejects.toMatchObject({ code: 'PROCESSING_ERROR_FINAL' })
    await expect(opening).rejects.not.toThrow(/secret/)
  })

  it('fails rather than waits when it was closed', async () => {
    const closed = await connectStore({ uri: testUri, dbName: store().connection.name, minPoolSize: 1 })
    await closed.close()
    await expect(closed.ping()).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
    await expect(closed.users.get('x')).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
  })
})
