import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { soon } from '../../testing/sign-in.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
/** Another instance of the same. */
let other: TestApi
beforeAll(async () => {
  api = await startApi()
  other = await startApi(() => ({}), api.dbName)
}, 60_000)
afterAll(async () => {
  await api?.close()
  await other?.close()
})

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const ask = (as: TestUser, method: Method, path: string, payload?: object, on = api) =>
  on.inject({ method, url: `/api/v1${path}`, headers: as.headers, ...(payload && { payload }) })
const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status
const ids = async (as: TestUser, path: string) =>
  (await ask(as, 'GET', path)).body.data.map(({ id }: { id: string }) => id)

/** A team of an owner, who manages it, and a member. */
async function house() {
  const [owner, member, moderator] = [await api.user(), await api.user(), await api.user('moderator')]
  const { data: team } = (await ask(moderator, 'POST', '/teams', { name: newId() })).body
  await ask(moderator, 'PUT', `/teams/${team.id}/members`, { email: owner.email, role: 'manager' })
  await ask(owner, 'PUT', `/teams/${team.id}/members`, { email: member.email.toUpperCase() })
  const dataset = await api.dataset(owner.id)
  const share = (role: string) => ask(owner, 'PUT', `/datasets/${dataset.id}/shares/${team.id}`, { role })
  return { owner, member, moderator, team, dataset, share }
}

describe('teams', () => {
  it('are made by overseers, filled by their managers, and left by whoever wants to', async () => {
    const { owner, member, team } = await house()
    const [listed] = (await ask(member, 'GET', '/teams')).body.data
    expect(listed).toMatchObject({
      id: team.id,
      members: [
        { user_id: owner.id, email: owner.email, role: 'manager' },
        { user_id: member.id, email: member.email, role: 'member' },
      ],
    })
    const stranger = await api.user()
    expect(await ids(stranger, '/teams')).toEqual([])
    expect(await statusOf(owner, 'POST', '/teams', { name: 'mine' })).toBe(403)
    expect(await statusOf(member, 'PUT', `/teams/${team.id}/members`, { email: stranger.email })).toBe(404)
    expect(await statusOf(member, 'DELETE', `/teams/${team.id}/members/${owner.id}`)).toBe(404)
    expect(await statusOf(owner, 'PUT', `/teams/${team.id}/members`, { email: 'nobody@example.org' })).toBe(404)
    expect(await statusOf(member, 'DELETE', `/teams/${team.id}/members/${member.id}`)).toBe(200)
    expect(await ids(member, '/teams')).toEqual([])
  })

  it('have a name of their own, and end with all that was shared with them', async () => {
    const { member, moderator, team, dataset, share } = await house()
    expect(await statusOf(moderator, 'POST', '/teams', { name: team.name })).toBe(409)
    await share('viewer')
    expect(await statusOf(member, 'GET', `/datasets/${dataset.id}`)).toBe(200)
    expect((await ask(moderator, 'DELETE', `/teams/${team.id}`)).body.data).toEqual({ shares_ended: 1 })
    expect(await statusOf(member, 'GET', `/datasets/${dataset.id}`)).toBe(404)
  })
})

describe('a data set that is shared', () => {
  it('is in the lists of the team, with its runs, and nobody else’s', async () => {
    const { owner, member, dataset, share } = await house()
    const [run, mixed] = [
      await api.execution(owner.id, [dataset]),
      await api.execution(owner.id, [dataset, await api.dataset(owner.id)]),
    ]
    const own = await api.dataset(member.id)
    expect(await ids(member, '/datasets')).toEqual([own.id])
    await share('viewer')
    expect(await ids(member, '/datasets')).toEqual([own.id, dataset.id].toSorted().toReversed())
    // A run that also read something else is not shared.
    expect(await ids(member, '/pipeline')).toEqual([run.id])
    expect(await statusOf(member, 'GET', `/pipeline/${mixed.id}`)).toBe(404)
    expect(await ids(await api.user(), '/datasets')).toEqual([])
    const { data } = (await ask(member, 'GET', `/datasets/${dataset.id}/shares`)).body
    expect(data).toMatchObject([{ role: 'viewer', shared_by: owner.id }])
  })

  it('belongs to its owner, who sees what editors do with it; their runs are out of reach when the share ends', async () => {
    const { owner, member, team, dataset, share } = await house()
    const start = () => ask(member, 'POST', '/pipeline/execute', { dataset_ids: [dataset.id] })
    await share('viewer')
    expect((await start()).status).toBe(403)
    await share('editor')
    const { status, body } = await start()
    expect(status).toBe(202)
    expect(await ids(owner, '/pipeline')).toEqual([body.data.id])
    expect(await statusOf(owner, 'POST', `/pipeline/${body.data.id}/cancel`)).toBe(202)
    expect(await statusOf(member, 'PATCH', `/datasets/${dataset.id}`, { name: 'better' })).toBe(200)
    for (const terms of [{ retention_days: 1 }, { licence: 'MIT' }, { name: 'x', purpose: 'mine' }])
      expect(await statusOf(member, 'PATCH', `/datasets/${dataset.id}`, terms)).toBe(403)
    expect(await statusOf(member, 'DELETE', `/datasets/${dataset.id}`)).toBe(403)
    expect(await statusOf(member, 'PUT', `/datasets/${dataset.id}/shares/${team.id}`, { role: 'viewer' })).toBe(403)
    await ask(owner, 'DELETE', `/datasets/${dataset.id}/shares/${team.id}`)
    expect(await statusOf(member, 'GET', `/pipeline/${body.data.id}`)).toBe(404)
    expect(await ids(member, '/pipeline')).toEqual([])
  })

  it('is out of reach on every instance within a second of the end of the share, or of who left the team', async () => {
    const { owner, member, team, dataset, share } = await house()
    const read = async (on: TestApi) => statusOf(member, 'GET', `/datasets/${dataset.id}`, undefined, on)
    for (const end of [`/datasets/${dataset.id}/shares/${team.id}`, `/teams/${team.id}/members/${member.id}`]) {
      await share('viewer')
      for (const each of [api, other]) await soon(async () => expect(await read(each)).toBe(200))
      await ask(owner, 'DELETE', end)
      for (const each of [api, other]) await soon(async () => expect(await read(each)).toBe(404))
    }
  })

  it('is shared only with a team that its owner knows, and the audit log says so', async () => {
    const { owner, dataset, share, team } = await house()
    const strange = (await house()).team
    expect(await statusOf(owner, 'PUT', `/datasets/${dataset.id}/shares/${strange.id}`, {})).toBe(404)
    await share('reviewer')
    const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, dataId: dataset.id }, null, 5)
    expect(items[0]).toMatchObject({
      operation: 'dataset.share',
      userId: owner.id,
      details: { team: team.id, role: 'reviewer', members: 2 },
    })
  })
})
