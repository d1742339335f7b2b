import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { soon } from '../../testing/sign-in.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'
import { sweepEmergencies } from '../../emergencies/sweep-emergencies.ts'

let api: TestApi
/** How far the clock of both instances is ahead. */
let ahead = 0
let other: TestApi
beforeAll(async () => {
  const clock = { now: () => new Date(Date.now() + ahead) }
  api = await startApi(() => ({ clock }))
  other = await startApi(() => ({ clock }), api.dbName)
}, 60_000)
afterAll(async () => {
  await api?.close()
  await other?.close()
})

const ask = (as: TestUser, method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object, on = api) =>
  on.inject({ method, url: `/api/v1${path}`, headers: as.headers, ...(payload && { payload }) })
const operations = async (dataId: string) =>
  (await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, dataId }, null, 20)).items.toReversed()

/** Somebody who asked to read a data set that is not theirs, and who may agree. */
async function asked(minutes = 30) {
  const [owner, doctor, moderator] = [await api.user(), await api.user(), await api.user('moderator')]
  const dataset = await api.dataset(owner.id)
  const reason = 'the client is at risk and the owner is away'
  const request = await ask(doctor, 'POST', '/emergencies', { dataset_id: dataset.id, reason, minutes })
  const { id } = request.body.data
  const read = async (on = api) => (await ask(doctor, 'GET', `/datasets/${dataset.id}`, undefined, on)).status
  const decide = (by: TestUser, how: 'approve' | 'refuse' | 'end') => ask(by, 'POST', `/emergencies/${id}/${how}`)
  return { owner, doctor, moderator, dataset, reason, id, read, decide }
}

describe('breaking glass', () => {
  it('takes a second person, lets one look and nothing else, and leaves a record of all of it', async () => {
    const { doctor, moderator, dataset, reason, id, read, decide } = await asked()
    expect(await read()).toBe(404)
    expect((await decide(doctor, 'approve')).status).toBe(403)
    const { data } = (await decide(moderator, 'approve')).body
    expect(data).toMatchObject({
      id,
      status: 'approved',
      decided_by: moderator.id,
      requested_by: doctor.id,
      minutes: 30,
    })
    expect(Date.parse(data.expires_at) - api.deps.clock.now().getTime()).toBeLessThanOrEqual(30 * 60_000)
    expect(await read()).toBe(200)
    expect((await ask(doctor, 'GET', `/datasets/${dataset.id}/quarantine`)).status).toBe(200)
    expect((await ask(doctor, 'PATCH', `/datasets/${dataset.id}`, { name: 'mine' })).status).toBe(403)
    expect((await ask(doctor, 'POST', '/pipeline/execute', { dataset_ids: [dataset.id] })).status).toBe(403)
    const told = await operations(dataset.id)
    expect(told.map(({ operation, userId, details }) => [operation, userId, details['emergency']])).toEqual([
      ['emergency.request', doctor.id, id],
      ['emergency.approve', moderator.id, id],
      ['dataset.read', doctor.id, id],
      ['quarantine.read', doctor.id, id],
    ])
    expect(told[1]).toMatchObject({ purpose: reason, details: { requested_by: doctor.id } })
    const warned = api.logs.filter((line) => /somebody asks to break glass|the glass is broken/.test(line))
    expect(warned.length).toBeGreaterThanOrEqual(2)
    expect(warned.join()).not.toContain('at risk')
  })

  it('is on record for lists that show what is read by it, and for no others', async () => {
    const { doctor, moderator, owner, dataset, id, decide } = await asked()
    await api.execution(owner.id, [dataset])
    await decide(moderator, 'approve')
    const listings = ['/datasets', '/pipeline', '/datasets?deleted=true']
    const shown = []
    for (const path of listings) shown.push((await ask(doctor, 'GET', path)).body.data.length)
    const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, userId: doctor.id }, null, 3)
    const told = items.toReversed().map(({ operation, details }) => [operation, details['emergency']])
    expect(shown).toEqual([1, 1, 0])
    expect(told).toEqual([
      ['dataset.list', id],
      ['pipeline.list', id],
      ['dataset.list', undefined],
    ])
  })

  it('is nobody’s own decision, not an administrator’s either, and is made once', async () => {
    const admin = await api.user('admin')
    const { id } = (
      await ask(admin, 'POST', '/emergencies', { dataset_id: newId(), reason: 'nobody else is there', minutes: 1 })
    ).body.data
    expect((await ask(admin, 'POST', `/emergencies/${id}/approve`)).body.user_message).toMatch(/Somebody else/)
    const { moderator, read, decide } = await asked()
    expect((await decide(moderator, 'refuse')).body.data.status).toBe('refused')
    expect((await decide(moderator, 'approve')).status).toBe(409)
    expect(await read()).toBe(404)
  })

  it('ends by itself at its time, everywhere, and that is written down', async () => {
    const { moderator, dataset, id, read, decide, doctor } = await asked(5)
    await decide(moderator, 'approve')
    expect([await read(), await read(other)]).toEqual([200, 200])
    ahead += 5 * 60_000
    for (const each of [api, other]) expect(await read(each)).toBe(404)
    expect((await ask(doctor, 'GET', '/emergencies')).body.data[0]).toMatchObject({ id, status: 'ended' })
    await sweepEmergencies(api.deps)
    await sweepEmergencies(api.deps)
    const ends = (await operations(dataset.id)).filter(({ operation }) => operation === 'emergency.expire')
    expect(ends.map(({ details }) => details['emergency'])).toEqual([id])
  })

  it('can be ended before, by either of the two, within a second', async () => {
    for (const who of ['doctor', 'moderator'] as const) {
      const { read, decide, ...people } = await asked()
      await decide(people.moderator, 'approve')
      await soon(async () => expect(await read(other)).toBe(200))
      expect((await decide(people[who], 'end')).body.data.status).toBe('ended')
      for (const each of [api, other]) await soon(async () => expect(await read(each)).toBe(404))
      expect((await decide(people[who], 'end')).status).toBe(409)
    }
  })

  it('lasts an hour at most, says why, and tells nothing of what there is', async () => {
    const user = await api.user()
    const of = (change: object) =>
      ask(user, 'POST', '/emergencies', { dataset_id: newId(), reason: 'nobody else is there', ...change })
    expect((await of({ minutes: 61 })).status).toBe(400)
    expect((await of({ reason: 'because' })).status).toBe(400)
    const { status, body } = await of({})
    expect([status, body.data.status, body.data.minutes]).toEqual([201, 'requested', 60])
    const moderator = await api.user('moderator')
    expect((await ask(moderator, 'POST', `/emergencies/${body.data.id}/approve`)).status).toBe(404)
    expect((await ask(await api.user(), 'GET', '/emergencies')).body.data).toEqual([])
    const listed = (await ask(moderator, 'GET', '/emergencies')).body.data
    expect(listed.map(({ id }: { id: string }) => id)).toContain(body.data.id)
  })
})
