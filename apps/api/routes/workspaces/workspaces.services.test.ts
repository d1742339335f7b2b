import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { soon } from '../../testing/sign-in.ts'
import { multipart, startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

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
const ids = async (as: TestUser, path: string): Promise<string[]> =>
  (await ask(as, 'GET', path)).body.data.map(({ id }: { id: string }) => id)

/** A run that is over. */
async function ended(userId: string, datasets: Parameters<TestApi['execution']>[1]) {
  const run = await api.execution(userId, datasets)
  await api.store.executions.transition(run.id, { from: ['queued'], to: 'cancelled' })
  return run
}

/** A workspace with an owner and an editor, a data set of the editor in it, and a run of that. */
async function house() {
  const [admin, owner, editor] = [await api.user('admin'), await api.user(), await api.user()]
  const made = await ask(admin, 'POST', '/workspaces', { name: newId(), owner: owner.email })
  const workspace: string = made.body.data.id
  const members = `/workspaces/${workspace}/members`
  await ask(owner, 'PUT', members, { email: editor.email, role: 'editor' })
  const dataset = await api.dataset(editor.id)
  const run = await ended(editor.id, [dataset])
  const put = await ask(editor, 'POST', `/datasets/${dataset.id}/transfer`, { workspace_id: workspace })
  expect([made.status, put.status, put.body.data.workspace_id]).toEqual([201, 200, workspace])
  return { admin, owner, editor, workspace, members, dataset, run }
}

describe('workspaces', () => {
  it('are made by overseers, who do not see what lies in them', async () => {
    const { admin, owner, workspace, members, dataset, run } = await house()
    const user = await api.user()
    expect(await statusOf(user, 'POST', '/workspaces', { name: newId() })).toBe(403)
    expect(await ids(user, '/workspaces')).toEqual([])
    expect(await ids(admin, '/workspaces')).toContain(workspace)
    expect(await ids(admin, '/datasets')).not.toContain(dataset.id)
    expect(await ids(admin, '/pipeline')).not.toContain(run.id)
    expect(await statusOf(admin, 'GET', `/datasets?workspace_id=${workspace}`)).toBe(404)
    for (const path of [`/datasets/${dataset.id}`, `/pipeline/${run.id}`])
      expect(await statusOf(admin, 'GET', path)).toBe(404)
    // Nor do they let themselves in, while an owner can sign in.
    const letIn = () => statusOf(admin, 'PUT', members, { email: admin.email, role: 'owner' })
    expect(await letIn()).toBe(404)
    await ask(admin, 'PATCH', `/users/${owner.id}`, { is_active: false })
    expect(await letIn()).toBe(200)
    expect(await statusOf(admin, 'GET', `/datasets/${dataset.id}`)).toBe(200)
  })

  it('list what lies in them to their members, by workspace too', async () => {
    const { owner, editor, workspace, dataset, run } = await house()
    const own = await api.dataset(owner.id)
    expect(await ids(owner, '/datasets')).toEqual([own.id, dataset.id].toSorted().toReversed())
    expect(await ids(owner, `/datasets?workspace_id=${workspace}`)).toEqual([dataset.id])
    expect(await ids(owner, `/datasets?workspace_id=${DEFAULT_WORKSPACE}`)).toEqual([own.id])
    expect(await ids(owner, `/pipeline?workspace_id=${workspace}`)).toEqual([run.id])
    expect(await ids(editor, `/pipeline`)).toEqual([run.id])
  })

  it('take in uploads of editors alone, and run data sets of one place together', async () => {
    const { owner, editor, workspace, members, dataset } = await house()
    const viewer = await api.user()
    await ask(owner, 'PUT', members, { email: viewer.email })
    const upload = (as: TestUser) => {
      const { payload, headers } = multipart([{ name: 'file', filename: 'a.jsonl', content: `{"a":"${newId()}"}\n` }])
      const url = `/api/v1/datasets?workspace_id=${workspace}`
      return api.inject({ method: 'POST', url, payload, headers: { ...headers, ...as.headers } })
    }
    expect((await upload(viewer)).status).toBe(403)
    expect((await upload(await api.user())).status).toBe(404)
    const { status, body } = await upload(editor)
    expect([status, body.data.workspace_id, body.data.user_id]).toEqual([201, workspace, editor.id])
    const own = await api.dataset(editor.id)
    const together = { dataset_ids: [dataset.id, own.id] }
    expect(await statusOf(editor, 'POST', '/pipeline/execute', together)).toBe(400)
    const started = await ask(owner, 'POST', '/pipeline/execute', { dataset_ids: [dataset.id] })
    expect(started.status).toBe(202)
    expect(await statusOf(viewer, 'GET', `/pipeline/${started.body.data.id}`)).toBe(200)
  })

  it('are left within a second on every instance, but by the last owner, and removed once they are empty', async () => {
    const { admin, owner, editor, workspace, members, dataset } = await house()
    const read = async (on: TestApi) => statusOf(editor, 'GET', `/datasets/${dataset.id}`, undefined, on)
    for (const each of [api, other]) await soon(async () => expect(await read(each)).toBe(200))
    expect(await statusOf(editor, 'DELETE', `${members}/${editor.id}`)).toBe(200)
    // What they own there is the workspace's.
    for (const each of [api, other]) await soon(async () => expect(await read(each)).toBe(404))
    expect(await ids(editor, '/datasets')).toEqual([])
    expect(await statusOf(owner, 'DELETE', `${members}/${owner.id}`)).toBe(409)
    expect(await statusOf(owner, 'DELETE', `/workspaces/${workspace}`)).toBe(409)
    await ask(owner, 'DELETE', `/datasets/${dataset.id}`)
    expect(await statusOf(owner, 'DELETE', `/workspaces/${workspace}`)).toBe(409)
    expect(await statusOf(admin, 'POST', `/datasets/${dataset.id}/shred`, { reason: 'it is asked for' })).toBe(200)
    expect(await statusOf(owner, 'GET', `/datasets/${dataset.id}`)).toBe(410)
  })
})

describe('a data set', () => {
  it('is given to another owner with its runs, and is out of the reach of the first on every instance', async () => {
    const [first, second] = [await api.user(), await api.user()]
    const dataset = await api.dataset(first.id)
    const run = await ended(first.id, [dataset])
    const give = (as: TestUser, payload: object) => statusOf(as, 'POST', `/datasets/${dataset.id}/transfer`, payload)
    expect(await give(second, { owner: second.email })).toBe(404)
    expect(await give(first, { owner: 'nobody@example.org' })).toBe(404)
    expect(await give(first, { owner: second.email })).toBe(200)
    for (const on of [api, other])
      for (const path of [`/datasets/${dataset.id}`, `/pipeline/${run.id}`]) {
        await soon(async () => expect(await statusOf(first, 'GET', path, undefined, on)).toBe(404))
        expect(await statusOf(second, 'GET', path, undefined, on)).toBe(200)
      }
    expect([await ids(first, '/datasets'), await ids(second, '/pipeline')]).toEqual([[], [run.id]])
    const found = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, dataId: dataset.id }, null, 50)
    expect(found.items.find(({ operation }) => operation === 'dataset.transfer')).toMatchObject({
      userId: first.id,
      details: { owner: second.id, from: first.id },
    })
  })

  it('stays where it is while a run is active, or was run together with what stays', async () => {
    const { editor, owner, workspace, dataset } = await house()
    const [one, two] = [await api.dataset(editor.id), await api.dataset(editor.id)]
    await ended(editor.id, [one, two])
    const give = (id: string, to: string, as = editor) =>
      ask(as, 'POST', `/datasets/${id}/transfer`, { workspace_id: to })
    expect((await give(one.id, workspace)).body.details.dataset_ids).toEqual([two.id])
    await ask(editor, 'POST', '/pipeline/execute', { dataset_ids: [dataset.id] })
    expect((await give(dataset.id, DEFAULT_WORKSPACE, owner)).status).toBe(409)
    // An editor takes nothing out of a workspace.
    expect((await give(dataset.id, DEFAULT_WORKSPACE)).status).toBe(403)
  })

  it('is shared with a person, until that ends', async () => {
    const [owner, person] = [await api.user(), await api.user()]
    const dataset = await api.dataset(owner.id)
    const share = (role: string) => ask(owner, 'PUT', `/datasets/${dataset.id}/shares`, { email: person.email, role })
    expect((await share('viewer')).body.data).toMatchObject([
      { user_id: person.id, email: person.email, role: 'viewer' },
    ])
    expect(await ids(person, '/datasets')).toEqual([dataset.id])
    expect(await statusOf(person, 'PATCH', `/datasets/${dataset.id}`, { name: 'mine' })).toBe(403)
    await share('editor')
    expect(await statusOf(person, 'PATCH', `/datasets/${dataset.id}`, { name: 'mine' })).toBe(200)
    expect(await statusOf(owner, 'DELETE', `/datasets/${dataset.id}/shares/${person.id}`)).toBe(200)
    await soon(async () => expect(await statusOf(person, 'GET', `/datasets/${dataset.id}`, undefined, other)).toBe(404))
  })
})
