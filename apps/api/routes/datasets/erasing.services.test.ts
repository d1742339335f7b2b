import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { isSignatureOf, ResourceError } from '@techdeck/core'
import { workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let work: ReturnType<typeof workFor>
let owner: TestUser
let admin: TestUser
beforeAll(async () => {
  api = await startApi()
  work = workFor(api)
  owner = await api.user()
  admin = await api.user('admin')
}, 60_000)
afterAll(async () => {
  work?.close()
  await api?.close()
})

const ask = (method: 'GET' | 'POST', path: string, as = owner, payload?: object) =>
  api.inject({ method, url: `/api/v1${path}`, headers: as.headers, ...(payload && { payload }) })
const erase = (id: string, whom: { client: string } | { conversation: string }) =>
  ask('POST', `/datasets/${id}/shred`, admin, { reason: 'the person asked for it', ...whom })

/** Turns of clients in a table, whose rows lie apart, and a row that cannot be read. */
const TABLE = [
  'session,client_id,speaker,text',
  ...['K-1', 'K-2', 'K-1', 'K-3'].flatMap((client, session) =>
    [
      ['client', `I am the one whom they call ${client}-said, and I have slept badly since session ${session}.`],
      ['therapist', 'That sounds exhausting. What goes through your mind when you lie awake?'],
      ['client', `That I will fail in session ${session} again, and disappoint everybody whom I know.`],
      ['therapist', 'You see that the feeling and what you know differ. Shall we look at that together?'],
    ].map(([speaker, text]) => `${session},${client},${speaker},"${text}"`),
  ),
  '9,K-1,client',
].join('\n')

async function taken(content = TABLE) {
  const dataset = await work.take(owner.id, 'sessions.csv', content)
  const run = await work.run(owner.id, dataset)
  return { dataset, run }
}

/** All that opens of a data set: its files, and what lies below its id. */
async function allText(id: string): Promise<string> {
  const dataset = (await api.store.datasets.get(id))!
  const dataKey = await api.deps.keyRing.unwrap((await api.store.keys.get(dataset.dataKeyId))!)
  let text = ''
  for await (const { key } of api.deps.artifacts.list(id)) {
    const reader = await api.deps.artifacts.open(key, dataKey)
    for await (const bytes of reader.read()) text += Buffer.from(bytes).toString()
    await reader.close()
  }
  return text
}

describe('erasing one client', () => {
  it('leaves nothing of them that opens, and what the others said as a data set of their own, with a certificate', async () => {
    const { dataset, run } = await taken()
    const reader = await api.user()
    await api.inject({
      method: 'PUT',
      url: `/api/v1/datasets/${dataset.id}/shares`,
      headers: owner.headers,
      payload: { email: reader.email, role: 'viewer' },
    })
    const { status, body } = await erase(dataset.id, { client: 'k-1' })
    expect(status).toBe(200)
    const { signed, signature, others } = body.data
    expect(others).toMatchObject({ conversations: 2, erased: 2, client_mark: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(isSignatureOf(Buffer.from(signed), signature)).toBe(true)
    expect(signed).not.toContain('K-1')

    // Of what there was, nothing opens: neither key nor artifact is left, and whoever asks is told so.
    expect(await api.store.keys.get(dataset.dataKeyId)).toBeNull()
    for await (const { key } of api.deps.artifacts.list(dataset.id)) expect(key).toBe('nothing')
    for (const path of [
      `/datasets/${dataset.id}`,
      `/pipeline/${run.id}/exports`,
      `/datasets/${dataset.id}/quarantine`,
    ]) {
      const gone = await ask('GET', path)
      expect([path, gone.status, gone.body.details.others]).toEqual([path, 410, others.dataset_id])
    }

    const next = await work.inspect((await api.store.datasets.get(others.dataset_id))!)
    expect(next).toMatchObject({ status: 'ready', conversationCount: 2, userId: owner.id, name: dataset.name })
    expect((await ask('GET', `/datasets/${next.id}`, reader)).status).toBe(200)
    const again = await work.run(owner.id, next)
    expect(again.status).toBe('completed')
    const text = await allText(next.id)
    expect([text.includes('K-1'), text.includes('K-2-said'), text.includes('K-3-said')]).toEqual([false, true, true])
    // Whose conversations the others are is known as before: another may be erased.
    expect((await erase(next.id, { client: 'K-3' })).body.data.others).toMatchObject({ conversations: 1, erased: 1 })
  }, 60_000)

  it('keeps the copy that is another client’s, and takes with it those that nobody else is named for', async () => {
    const talk = (session: number, client: string, more = '') =>
      [
        ['client', `I have slept badly since the flood took the house in which I grew up, and my brother’s.${more}`],
        ['therapist', 'That sounds exhausting. What goes through your mind when you lie awake at night?'],
        ['client', 'That it comes back, that I hear the water again, and that nobody wakes the children.'],
        ['therapist', 'You listen for it, so that they may sleep. Who listens while you sleep?'],
      ].map(([speaker, text]) => `${session},${client},${speaker},"${text}"`)
    // The first stands for the next two, and the last is nearly the same.
    const sessions = [...talk(0, 'K-1'), ...talk(1, 'K-2'), ...talk(2, ''), ...talk(3, '', ' Always.')]
    const { dataset } = await taken(['session,client_id,speaker,text', ...sessions].join('\n'))
    const { others } = (await erase(dataset.id, { client: 'K-1' })).body.data
    expect(others).toMatchObject({ conversations: 1, erased: 3 })
    const next = await work.inspect((await api.store.datasets.get(others.dataset_id))!)
    const text = await allText(next.id)
    expect([text.includes('K-2'), text.includes('the water again'), text.includes('Always')]).toEqual([
      true,
      true,
      false,
    ])
  }, 60_000)

  it('finds the client by one of their conversations, and is refused where nobody can say whose is whose', async () => {
    const dataset = await work.take(owner.id, 'sessions.csv', TABLE)
    expect((await erase(dataset.id, { client: 'K-2' })).status).toBe(409)
    const run = await work.run(owner.id, dataset)
    expect((await erase(dataset.id, { client: 'K-77' })).status).toBe(404)
    expect((await ask('GET', `/datasets/${dataset.id}`)).status).toBe(200)
    const { data: rows } = (await ask('GET', `/pipeline/${run.id}/conversations`)).body
    const { body } = await erase(dataset.id, { conversation: rows[0].id.slice(0, 12) })
    expect(body.data.others).toMatchObject({ conversations: 2, erased: 2 })
  }, 60_000)

  it('does not bring back what somebody deleted', async () => {
    const { dataset } = await taken()
    await api.inject({ method: 'DELETE', url: `/api/v1/datasets/${dataset.id}`, headers: owner.headers })
    expect((await erase(dataset.id, { client: 'K-1' })).status).toBe(409)
    expect((await ask('POST', `/datasets/${dataset.id}/restore`)).status).toBe(200)
  }, 60_000)

  it('is gone on with wherever it broke off, and gives the others one data set', async () => {
    const { dataset } = await taken()
    const { keys, datasets } = api.store
    const [destroy, note] = [keys.destroy.bind(keys), datasets.noteShredding.bind(datasets)]
    const away = () => Promise.reject(new ResourceError('It is away.'))
    Object.assign(datasets, { noteShredding: away })
    expect((await erase(dataset.id, { client: 'K-1' })).status).toBe(503)
    Object.assign(datasets, { noteShredding: note })
    Object.assign(keys, { destroy: away })
    expect((await erase(dataset.id, { client: 'K-1' })).status).toBe(503)
    Object.assign(keys, { destroy })
    const [first, second] = [await erase(dataset.id, { client: 'K-1' }), await erase(dataset.id, { client: 'K-1' })]
    expect([first.status, second.body.data.signed]).toEqual([200, first.body.data.signed])
    const { items } = await api.store.datasets.list({ workspaceId: 'default', userId: owner.id }, null, 200)
    const same = items.filter(({ id }) => id.slice(0, 13) === dataset.id.slice(0, 13))
    expect(same.map(({ id }) => id)).toEqual([first.body.data.others.dataset_id])
  }, 60_000)
})
