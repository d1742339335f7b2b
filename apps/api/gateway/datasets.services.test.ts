import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { startHouse, type GatewayHouse, type TestUser } from './testing/house.ts'
import type { TestSocket } from './testing/test-socket.ts'

let house: GatewayHouse
beforeAll(async () => {
  house = await startHouse({ progressMs: 20, uploadWaitMs: 500, lookMs: 100, idleLookMs: 200 })
}, 60_000)
afterAll(() => house?.close())

const HEAD = '--b\r\ncontent-disposition: form-data; name="file"; filename="secret-name.jsonl"\r\n\r\n'
const TAIL = '\r\n--b--\r\n'
const CONTENT = 'Samantha told me\n'.repeat(20_000)

/** An upload that sends its parts when it is told to. */
function uploading(user: TestUser, id: string) {
  const sent = request(`${house.url}/api/v1/datasets`, {
    method: 'POST',
    headers: {
      ...user.headers,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': HEAD.length + 3 * CONTENT.length + TAIL.length,
      'x-dataset-id': id,
    },
  })
  sent.on('error', () => {})
  const answered = new Promise<number>((resolve) =>
    sent.on('response', (response) => resolve(response.resume().statusCode!)),
  )
  return {
    begin: () => sent.write(HEAD + CONTENT),
    goOn: () => sent.write(CONTENT),
    finish: () => (sent.end(CONTENT + TAIL), answered),
    breakOff: () => sent.destroy(),
  }
}

async function inspect(id: string): Promise<void> {
  const { files } = (await house.api.store.datasets.get(id))!
  const found = { format: 'jsonl', encoding: 'utf-8', conversationCount: 7, turnCount: 9, files, problems: [] }
  await house.api.store.datasets.finishInspection(id, 1, { status: 'ready', ...found })
  await house.api.deps.events.publishDataset(id)
}

const events = (socket: TestSocket) => socket.of('event').map(({ event, data }) => [event, data] as const)

describe('a subscription to a data set', () => {
  it('tells its owner how the upload gets on, and what inspection found', async () => {
    const user = await house.api.user()
    const id = newId()
    const upload = uploading(user, id)
    const socket = await house.signedIn(user)
    // Before there is anything to see, as an eager page does.
    socket.send({ type: 'subscribe', dataset_id: id })
    upload.begin()
    expect(await socket.next('progress_initialized')).toMatchObject({ data: { dataset_id: id, status: 'uploading' } })
    // What had come by then is in the first answer; what comes now is told.
    upload.goOn()
    await socket.until(() => events(socket).length > 0)
    const total = HEAD.length + 3 * CONTENT.length + TAIL.length
    expect(events(socket)[0][1]).toMatchObject({ status: 'uploading', bytes_total: total })
    expect(await upload.finish()).toBe(201)
    await socket.until(() => events(socket).at(-1)?.[1].status === 'inspecting')
    expect(events(socket).at(-1)![1]).toMatchObject({ bytes_received: 3 * CONTENT.length })
    await inspect(id)
    await socket.until(() => events(socket).some(([event]) => event === 'dataset.inspected'))
    expect(events(socket).at(-1)).toEqual([
      'dataset.inspected',
      { status: 'ready', version: 1, format: 'jsonl', conversation_count: 7, turn_count: 9, problems: 0 },
    ])
    const received = events(socket).flatMap(([, data]) =>
      typeof data.bytes_received === 'number' ? [data.bytes_received] : [],
    )
    expect(received).toEqual(received.toSorted((a, b) => a - b))
    expect(JSON.stringify(socket.frames)).not.toMatch(/Samantha|secret-name/)
  })

  it('is refused to others, as for what is not there; those who see all of the workspace may', async () => {
    const [user, other, moderator] = [await house.api.user(), await house.api.user(), await house.api.user('moderator')]
    const id = newId()
    const upload = uploading(user, id)
    upload.begin()
    const socket = await house.signedIn(other)
    for (const dataset_id of [id, newId()]) socket.send({ type: 'subscribe', dataset_id })
    await socket.until(() => socket.of('error').length === 2)
    const [one, two] = socket.of('error').map(({ dataset_id: _id, ...same }) => same)
    expect(one).toEqual(two)
    const allowed = await house.signedIn(moderator)
    allowed.send({ type: 'subscribe', dataset_id: id })
    await allowed.next('progress_initialized')
    upload.breakOff()
    expect(await allowed.next('error')).toMatchObject({ error_code: 'NOT_FOUND', dataset_id: id })
  })

  it('finds by itself what nobody told of', async () => {
    const user = await house.api.user()
    const { id } = await house.api.dataset(user.id, { status: 'inspecting' })
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', dataset_id: id, events: ['dataset.inspected'] })
    expect(await socket.next('progress_initialized')).toMatchObject({ data: { status: 'inspecting' } })
    const { files } = (await house.api.store.datasets.get(id))!
    const found = { format: null, encoding: null, conversationCount: 0, turnCount: 0, files, problems: [] }
    await house.api.store.datasets.finishInspection(id, 1, { status: 'invalid', ...found })
    expect(await socket.next('event')).toMatchObject({ event: 'dataset.inspected', data: { status: 'invalid' } })
  })

  it('of one that is ready says so and nothing more, until it is deleted', async () => {
    const user = await house.api.user()
    const { id } = await house.api.dataset(user.id)
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', dataset_id: id })
    expect(await socket.next('progress_initialized')).toMatchObject({ data: { status: 'ready' } })
    await house.api.store.datasets.transition(id, ['ready'], 'deleted')
    expect(await socket.next('error')).toMatchObject({ error_code: 'NOT_FOUND' })
    expect(socket.of('event')).toEqual([])
  })
})
