import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  DEFAULT_WORKSPACE,
  API_PREFIX,
  ERROR_STATUS,
  errorsOf,
  routes,
  type ErrorCode,
  type RouteContract,
  type RouteName,
} from '@techdeck/contracts'
import { ResourceError, newId } from '@techdeck/core'
import { KeyRotator } from './keys/key-rotator.ts'
import { REFERENCES, textOf, unformatted } from './reference/references.ts'
import { hashToken } from './routes/auth/one-time.ts'
import {
  HTTP_ROUTES,
  TUS,
  endRotation,
  appending,
  beginSession,
  beginUpload,
  fixed,
  requestOf,
  reviewed,
  withheld,
  requests,
  type Parts,
  type Scene,
  disputed,
  queued,
  sentToWebhook,
  webhookOff,
} from './testing/requests.ts'
import { apiTokenOf } from './testing/api-token.ts'
import { emergencyOf, putInto, teamOf, workspaceOf } from './testing/sharing.ts'
import { finishedExecution } from './testing/finished-execution.ts'
import { MENDED } from './testing/run-execution.ts'
import { multipart, startApi, type TestApi } from './testing/start-api.ts'

let api: TestApi
/** Allows no request at all. */
let limited: TestApi
/** Its database does not answer. */
let broken: TestApi
beforeAll(async () => {
  api = await startApi()
  limited = await startApi(
    ({ settings }) => ({ settings: { ...settings, requestsPerMinute: 0, authRequestsPerMinute: 0 } }),
    api.dbName,
  )
  broken = await startApi(() => ({
    users: away,
    sessions: away,
    invitations: away,
    deviceCodes: away,
    checks: { mongo: fail },
  }))
}, 60_000)
afterAll(async () => {
  for (const each of [api, limited, broken]) await each?.close()
})

const fail = () => Promise.reject(new ResourceError('The database is not there right now.', { retryAfter: 2 }))
/** A store of anything that is away. */
const away = new Proxy(Object.create(null), { get: () => fail })

type Provoke = (scene: Scene) => Promise<Parts & { as?: 'nobody' | 'user' | 'moderator' | 'token'; url?: string }>

/** How each error is provoked that the form of a route leads to. */
const GENERAL: { readonly [code in ErrorCode]?: (name: RouteName) => Provoke } = {
  VALIDATION_ERROR: (name) => async (scene) => {
    const { params, query, body }: RouteContract = routes[name]
    const parts = await requests[name](scene)
    if (body) return { ...parts, payload: { zebedee: 1 } }
    if (query) return { ...parts, url: requestOf(name, { ...parts, query: { zebedee: '1' } }).url }
    return {
      ...parts,
      params: Object.fromEntries(
        Object.keys(Object(params?.toJSONSchema().properties)).map((key) => [key, 'x'.repeat(80)]),
      ),
    }
  },
  AUTHENTICATION_ERROR: (name) => async (scene) => ({ ...(await requests[name](scene)), as: 'nobody' }),
  AUTHORIZATION_ERROR: (name) => async (scene) => ({ ...(await requests[name](scene)), as: 'token' }),
  NOT_FOUND: (name) => async (scene) => ({
    ...(await requests[name](scene)),
    params: { name: 'a.jsonl', format: 'jsonl' },
  }),
  DATA_DESTROYED: (name) => async (scene) => {
    const parts = await requests[name](scene)
    await destroyAll(scene)
    return parts
  },
  PAYLOAD_TOO_LARGE: () => async () => ({ payload: { email: 'x'.repeat(300_000) } }),
  UNSUPPORTED_MEDIA_TYPE: () => async () => ({
    payload: Buffer.from('a=b'),
    headers: { 'content-type': 'text/plain' },
  }),
  RATE_LIMIT_EXCEEDED: (name) => requests[name],
  RESOURCE_UNAVAILABLE: (name) => async () => {
    const { method, body }: RouteContract = routes[name]
    return method === 'GET' || !body ? {} : { payload: SHORT[name] ?? {} }
  },
}
/** Valid bodies of open routes, for a database that knows nothing. */
const SHORT: { readonly [N in RouteName]?: object } = {
  login: { email: 'a@example.org', password: 'x' },
  refresh: { refresh_token: 'x'.repeat(43) },
  requestReset: { email: 'a@example.org' },
  redeemDevice: { device_code: 'x'.repeat(43) },
  showInvitation: { token: 'x'.repeat(43) },
  acceptInvitation: { token: 'x'.repeat(43), password: 'correct horse battery' },
}

async function fixedWhileInspecting(scene: Scene): Promise<{ id: string; row: string }> {
  const params = await fixed(scene)
  await scene.api.store.datasets.addVersion(params.id, 1, { files: [], sizeBytes: 1, sha256: 'x' })
  return params
}
/** Destroys the keys of all data sets that the owner of a scene has. */
async function destroyAll({ api: of, owner }: Scene): Promise<void> {
  const { datasets } = of.store
  const { items } = await datasets.list({ workspaceId: DEFAULT_WORKSPACE, userId: owner.id }, null, 50)
  const now = new Date()
  for (const { id, status, dataKeyId } of items) {
    await datasets.softDelete(id, status, now, now)
    const why = { at: now, by: 'u1', reason: 'asked for', keyFingerprint: null, kekId: null, artifacts: 1 }
    await datasets.noteShredding(id, { ...why, dataKeyId })
  }
}
const inspecting = async ({ api: of, owner }: Scene) => (await of.dataset(owner.id, { status: 'inspecting' })).id
const activeAdmin = ({ api: of }: Scene) => of.user('admin', { passwordHash: '$argon2id$x' })

type NamedFile = { id: string; name: string }

async function byTicket({ api: of, owner }: Scene, { id: executionId, name }: NamedFile): Promise<Parts> {
  const grant = { userId: owner.id, sessionId: null, executionId, name }
  return { query: { ticket: (await of.deps.downloads.issue(grant)).ticket } }
}

/** A file of an execution that has just begun. */
const unmade = async (scene: Scene): Promise<NamedFile> => ({ id: await startedId(scene), name: 'a.jsonl' })

/** A file of a data set whose chain failed beside one that came through. */
async function setAside({ api: of, owner }: Scene): Promise<NamedFile> {
  const [good, bad] = [await of.dataset(owner.id), await of.dataset(owner.id)]
  const { id } = await of.execution(owner.id, [good, bad])
  const missing = [{ dataset_id: bad.id, stage: 'validation' as const, conversations: 10 }]
  const error = { code: 'PARTIAL_PROCESSING', message: 'Half of it.', processed_percentage: 50, missing }
  const event = { key: 'pipeline.partial.r1', event: 'pipeline.partial' as const, data: {} }
  await of.store.executions.transition(id, { from: ['queued'], to: 'partial', set: { error }, event })
  return { id, name: `${bad.id}.a.jsonl` }
}

const startedId = async (scene: Scene) => (await requests.getPipeline(scene)).params?.['id'] ?? ''

/** An export that waits for its sign-off. */
const waiting = async ({ api: of, owner }: Scene) => {
  const { execution } = await finishedExecution(of, owner.id, { export: { waitForSignOff: true } })
  return { id: execution.id, name: 'a.jsonl' }
}

const linkOf = async ({ deps }: TestApi, userId: string): Promise<Parts> => ({
  payload: { token: (await deps.signInLinks.issue({ userId })).ticket },
})
const ticketOf = async ({ deps }: TestApi, userId: string): Promise<Parts> => ({
  query: { ticket: (await deps.downloads.issue({ userId, sessionId: null, executionId: newId(), name: 'a' })).ticket },
})

const ownRequest: Provoke = async ({ api: of, caller }) => ({
  params: { id: await emergencyOf(of, caller.id, newId(), 'requested') },
})

const headers = TUS
const begun = async (scene: Scene, change = {}) => ({ params: { id: await beginUpload(scene, change) }, headers })
const expired = async (scene: Scene) => {
  const id = await beginUpload(scene)
  await scene.api.store.resumables.append(id, 0, [], new Date(0))
  return { params: { id }, headers }
}
const locked = async (scene: Scene) => {
  const id = await beginUpload(scene)
  await scene.api.store.leases.acquire(`upload.${id}`, 'another', 60_000)
  return { params: { id }, headers }
}
const withBytes = (provoke: Provoke, ...[content = '{}', offset, of]: Partial<Parameters<typeof appending>>): Provoke =>
  (async (scene) => ({ ...(await provoke(scene)), ...appending(content, offset, of) })) satisfies Provoke
const wrongSum = { 'upload-checksum': `sha1 ${Buffer.alloc(20).toString('base64')}` }

/** How each error is provoked that a route has of its own. */
const OWN: { readonly [N in RouteName]?: { readonly [code in ErrorCode]?: Provoke } } = {
  replayParked: { NOT_FOUND: async () => ({ payload: { shards: ['none'] } }) },
  proveAuditEntry: { NOT_FOUND: async () => ({ params: { index: '999999999' } }) },
  login: {
    AUTHENTICATION_ERROR: async ({ owner }) => ({ payload: { email: owner.email, password: 'wrong' } }),
  },
  refresh: {
    AUTHENTICATION_ERROR: async () => ({ payload: { refresh_token: 'x'.repeat(43) } }),
    AUTHORIZATION_ERROR: async () => ({ headers: { cookie: `techdeck_refresh=${'x'.repeat(43)}`, host: 'localhost' } }),
  },
  redeemDevice: {
    AUTHENTICATION_ERROR: async () => ({ payload: { device_code: 'x'.repeat(43) } }),
  },
  showDevice: { NOT_FOUND: async () => ({ payload: { user_code: 'BCDF-GHJK' } }) },
  decideDevice: { NOT_FOUND: async () => ({ payload: { user_code: 'BCDF-GHJK', approve: true } }) },
  createTeam: {
    CONFLICT: async ({ api: of, owner }) => ({ payload: { name: await teamOf(of, owner.id) } }),
  },
  createWorkspace: {
    CONFLICT: async ({ api: of, owner }) => ({ payload: { name: await workspaceOf(of, owner.id) } }),
  },
  deleteWorkspace: {
    CONFLICT: async ({ api: of, owner }) => {
      const id = await workspaceOf(of, owner.id)
      await putInto(of, id, [(await of.dataset(owner.id)).id])
      return { params: { id } }
    },
  },
  setWorkspaceMember: {
    CONFLICT: async ({ api: of, owner }) => ({
      params: { id: await workspaceOf(of, owner.id, 'owner', owner.id) },
      payload: { email: owner.email, role: 'viewer' },
    }),
  },
  removeWorkspaceMember: {
    CONFLICT: async ({ api: of, owner }) => ({
      params: { id: await workspaceOf(of, owner.id, 'owner', owner.id), user_id: owner.id },
    }),
  },
  transferDataset: {
    CONFLICT: async ({ api: of, owner }) => {
      const dataset = await of.dataset(owner.id)
      await of.execution(owner.id, [dataset])
      return { params: { id: dataset.id }, payload: { workspace_id: DEFAULT_WORKSPACE } }
    },
  },
  requestEmergency: {
    CONFLICT: async ({ api: of, owner }) => {
      const ask = { dataset_id: newId(), reason: 'nobody else is there' }
      await Promise.all(Array.from({ length: 10 }, () => emergencyOf(of, owner.id, ask.dataset_id, 'requested')))
      return { payload: ask }
    },
  },
  approveEmergency: { CONFLICT: ownRequest },
  refuseEmergency: { CONFLICT: ownRequest },
  endEmergency: {
    CONFLICT: async ({ api: of, owner }) => ({ params: { id: await emergencyOf(of, owner.id, newId(), 'ended') } }),
  },
  createApiToken: {
    CONFLICT: async ({ api: of, owner }) => {
      await Promise.all(Array.from({ length: 50 }, () => apiTokenOf(of, owner.id)))
      return { payload: { name: 'one more' } }
    },
  },
  listApiTokens: {
    NOT_FOUND: async () => ({ url: `${API_PREFIX}/auth/tokens?user_id=${newId()}` }),
  },
  listSessions: {
    NOT_FOUND: async () => ({ url: `${API_PREFIX}/auth/sessions?user_id=${newId()}` }),
  },
  showInvitation: { NOT_FOUND: async () => ({ payload: { token: newId() } }) },
  acceptInvitation: {
    NOT_FOUND: async () => ({ payload: { token: newId(), password: 'correct horse battery' } }),
    CONFLICT: async ({ api: { store }, owner }) => {
      const token = newId()
      const now = new Date()
      const link = { purpose: 'setup' as const, userId: null, createdBy: null, workspaceId: DEFAULT_WORKSPACE }
      const times = { createdAt: now, expiresAt: new Date(now.getTime() + 60_000) }
      await store.invitations.open({ id: newId(), ...link, ...times }, hashToken(token))
      return { payload: { token, password: 'correct horse battery', email: owner.email } }
    },
  },
  changePassword: {
    CONFLICT: async () => ({ payload: { current_password: 'x', new_password: 'correct horse battery' } }),
  },
  beginSecondFactor: { CONFLICT: async () => ({ payload: { current_password: 'x' } }) },
  confirmSecondFactor: { CONFLICT: async () => ({ payload: { totp: '123456' } }) },
  renewRecoveryCodes: { CONFLICT: async () => ({ payload: { current_password: 'x', totp: '123456' } }) },
  removeSecondFactor: { CONFLICT: async () => ({ payload: { current_password: 'x', totp: '123456' } }) },
  createSignInLink: {
    AUTHORIZATION_ERROR: async ({ api: of, owner }) => {
      const sid = await beginSession(of, owner.id)
      const token = of.app.jwt.sign({ sub: owner.id, sid, jti: newId(), typ: 'access' })
      return { as: 'nobody', headers: { authorization: `Bearer ${token}` } }
    },
  },
  signInByLink: {
    AUTHENTICATION_ERROR: async ({ api: of }) => linkOf(of, (await of.user('user', { isActive: false })).id),
    NOT_FOUND: async () => ({ payload: { token: newId() } }),
    RESOURCE_UNAVAILABLE: ({ api: of, owner }) => linkOf(of, owner.id),
  },
  downloadExport: {
    CONFLICT: async (scene) => ({ params: await waiting(scene) }),
    QUEUED_FOR_PROCESSING: async (scene) => ({ params: await unmade(scene) }),
    PARTIAL_PROCESSING: async (scene) => ({ params: await setAside(scene) }),
  },
  issueDownload: {
    CONFLICT: async (scene) => ({ params: await waiting(scene) }),
    QUEUED_FOR_PROCESSING: async (scene) => ({ params: await unmade(scene) }),
    PARTIAL_PROCESSING: async (scene) => ({ params: await setAside(scene) }),
  },
  beginLeakReview: {
    CONFLICT: async (scene) => ({ params: { id: await startedId(scene) }, payload: {} }),
  },
  markLeaks: {
    CONFLICT: async (scene) => {
      const { id, sample } = await reviewed(scene)
      await scene.api.store.leakReviews.signOff(id, { by: 'u', at: new Date() })
      return { params: { id, conversation: sample[0].conversation }, payload: { leaks: [] } }
    },
  },
  revealIdentity: {
    CONFLICT: async (scene) => ({
      params: { id: await startedId(scene), conversation: 'c'.repeat(64) },
      payload: { reason: 'a court asks' },
    }),
  },
  releaseWithheld: {
    CONFLICT: async (scene) => {
      const { id, conversation } = await withheld(scene, 'zqx canary 7')
      return { params: { id }, payload: { conversations: [conversation], reason: 'looked at' } }
    },
  },
  signOffExport: { CONFLICT: async (scene) => ({ params: { id: (await reviewed(scene)).id } }) },
  giveVerdict: {
    CONFLICT: async (scene) => ({ params: await disputed(scene), payload: { verdict: 'keep', reason: 'sound' } }),
  },
  settleReview: { CONFLICT: async (scene) => ({ params: await queued(scene), payload: { verdict: 'keep' } }) },
  createUser: { CONFLICT: async ({ owner }) => ({ payload: { email: owner.email } }) },
  updateUser: {
    CONFLICT: async (scene) => ({ params: { id: (await activeAdmin(scene)).id }, payload: { role: 'user' } }),
  },
  createResetLink: {
    CONFLICT: async ({ api: of }) => ({ params: { id: (await of.user('user', { isActive: false })).id } }),
  },
  createSetupLink: {
    CONFLICT: async (scene) => {
      await activeAdmin(scene)
      return {}
    },
  },
  uploadDataset: {
    PAYLOAD_TOO_LARGE: async () => multipart([{ name: 'file', filename: 'a', content: 'x'.repeat(1024 ** 2 + 1) }]),
    UNPROCESSABLE_FILE: async () => multipart([{ name: 'file', filename: 'a', content: '' }]),
    CONFLICT: async ({ api: of, caller }) => {
      const { id } = await of.dataset(caller.id)
      const upload = multipart([{ name: 'file', filename: 'a', content: 'other' }])
      return { ...upload, headers: { ...upload.headers, 'x-dataset-id': id } }
    },
  },
  createUpload: {
    VALIDATION_ERROR: async () => ({ headers }),
    PRECONDITION_FAILED: async () => ({ headers: { 'upload-length': '2' } }),
    PAYLOAD_TOO_LARGE: async () => ({ headers: { ...headers, 'upload-length': String(1024 ** 2 + 1) } }),
    UNPROCESSABLE_FILE: async () => ({ headers: { ...headers, 'upload-length': '0' } }),
    CHECKSUM_MISMATCH: async () => appending('{}', 0, { 'upload-length': '2', ...wrongSum }),
    CONFLICT: async (scene) => {
      const id = await beginUpload(scene, { kind: 'partial' })
      return { headers: { ...headers, 'upload-concat': `final;${API_PREFIX}/uploads/${id}` } }
    },
  },
  headUpload: {
    PRECONDITION_FAILED: async (scene) => ({ ...(await begun(scene)), headers: {} }),
    UPLOAD_EXPIRED: expired,
    LOCKED: locked,
    CONFLICT: async (scene) => {
      const datasetId = newId()
      const metadata = `dataset_id ${Buffer.from(datasetId).toString('base64')}`
      const sources = [await beginUpload(scene, { kind: 'partial', sizeBytes: 0 })]
      const one = await begun(scene, { kind: 'final', metadata, sources })
      await scene.api.dataset(scene.owner.id, { id: datasetId })
      return one
    },
  },
  appendUpload: {
    AUTHORIZATION_ERROR: withBytes((scene) => begun(scene, { kind: 'final' })),
    CONFLICT: withBytes(begun, '{', 1),
    CHECKSUM_MISMATCH: withBytes(begun, '{}', 0, wrongSum),
    PAYLOAD_TOO_LARGE: withBytes(begun, '{}\n'),
    PRECONDITION_FAILED: withBytes(begun, '{}', 0, { 'tus-resumable': '0.2.2' }),
    UPLOAD_EXPIRED: withBytes(expired),
    LOCKED: withBytes(locked),
  },
  terminateUpload: {
    PRECONDITION_FAILED: async (scene) => ({ ...(await begun(scene)), headers: {} }),
    LOCKED: locked,
  },
  renameDataset: {
    AUTHORIZATION_ERROR: async (scene) => ({ ...(await requests.renameDataset(scene)), as: 'moderator' }),
  },
  addFiles: {
    AUTHORIZATION_ERROR: async (scene) => ({ ...(await requests.addFiles(scene)), as: 'moderator' }),
    CONFLICT: async (scene) => ({ ...(await requests.addFiles(scene)), params: { id: await inspecting(scene) } }),
    PAYLOAD_TOO_LARGE: async (scene) => ({
      ...(await requests.addFiles(scene)),
      ...multipart([{ name: 'file', filename: 'a', content: 'x'.repeat(1024 ** 2 + 1) }]),
    }),
    UNSUPPORTED_MEDIA_TYPE: async (scene) => ({ ...(await requests.listVersions(scene)), payload: {} }),
    UNPROCESSABLE_FILE: async (scene) => ({
      ...(await requests.addFiles(scene)),
      ...multipart([{ name: 'file', filename: 'a', content: '' }]),
    }),
  },
  setMapping: {
    AUTHORIZATION_ERROR: async (scene) => ({ ...(await requests.setMapping(scene)), as: 'moderator' }),
    CONFLICT: async (scene) => ({ ...(await requests.setMapping(scene)), params: { id: await inspecting(scene) } }),
  },
  deleteDataset: {
    AUTHORIZATION_ERROR: async (scene) => ({ ...(await requests.deleteDataset(scene)), as: 'moderator' }),
    CONFLICT: async ({ api: of, owner }) => {
      const used = await of.dataset(owner.id)
      await of.execution(owner.id, [used])
      return { params: { id: used.id } }
    },
  },
  shredDataset: {
    CONFLICT: async (scene) => {
      const running = await scene.api.dataset(scene.owner.id)
      await scene.api.execution(scene.owner.id, [running])
      return { params: { id: running.id }, payload: { reason: 'asked for' } }
    },
  },
  restoreDataset: {
    AUTHORIZATION_ERROR: async (scene) => ({ ...(await requests.restoreDataset(scene)), as: 'moderator' }),
  },
  executePipeline: {
    NOT_FOUND: async () => ({ payload: { dataset_ids: [newId()] } }),
    CONFLICT: async (scene) => ({ payload: { dataset_ids: [await inspecting(scene)] } }),
  },
  exportAgain: {
    CONFLICT: async (scene) => {
      const dataset = await scene.api.dataset(scene.owner.id)
      const { id } = await scene.api.execution(scene.owner.id, [dataset])
      await scene.api.store.datasets.transition(dataset.id, ['ready'], 'inspecting')
      return { params: { id }, payload: {} }
    },
  },
  fixRow: {
    NOT_FOUND: async () => ({ payload: { content: MENDED } }),
    PAYLOAD_TOO_LARGE: async (scene) => ({
      ...(await requests.fixRow(scene)),
      payload: { content: 'x'.repeat(5 * 1024 ** 2) },
    }),
    CONFLICT: async (scene) => {
      const params = await fixed(scene)
      await scene.api.inject({ ...requestOf('releaseRow', { params, payload: {} }), headers: scene.owner.headers })
      return { params, payload: { content: MENDED } }
    },
  },
  getSiteList: { NOT_FOUND: async () => ({ params: { name: 'nobody' } }) },
  rotateKeys: {
    CONFLICT: async (scene) => {
      const parts = await requests.rotateKeys(scene)
      await new KeyRotator(scene.api.deps).begin({ workspaceId: DEFAULT_WORKSPACE, userId: 'u1' }, false)
      return parts
    },
  },
  retireKey: {
    NOT_FOUND: async () => ({ params: { id: 'k0' } }),
    CONFLICT: async (scene) => {
      await endRotation(scene.api)
      return { params: { id: await scene.api.deps.keyRing.currentKekId() } }
    },
  },
  createWebhook: {
    CONFLICT: async (scene) => {
      while ((await scene.api.deps.webhooks.list(DEFAULT_WORKSPACE)).length < 20) await requests.testWebhook(scene)
      return requests.createWebhook(scene)
    },
  },
  testWebhook: { CONFLICT: webhookOff },
  replayDelivery: { CONFLICT: (scene) => sentToWebhook(scene, true) },
  trySiteList: {
    PAYLOAD_TOO_LARGE: async () => ({ payload: { text: 'x'.repeat(5 * 1024 ** 2) } }),
  },
  saveSiteList: {
    PAYLOAD_TOO_LARGE: async () => ({ payload: { name: 'x'.repeat(5 * 1024 ** 2) } }),
  },
  releaseRow: { CONFLICT: async (scene) => ({ params: await fixedWhileInspecting(scene), payload: {} }) },
  releaseRows: {
    CONFLICT: async (scene) => ({ params: { id: (await fixedWhileInspecting(scene)).id }, payload: {} }),
  },
  diffPipelines: {
    CONFLICT: async ({ api: of, owner }) => {
      const [a, b] = [await of.dataset(owner.id), await of.dataset(owner.id)]
      const [id, other] = [(await of.execution(owner.id, [a])).id, (await of.execution(owner.id, [b])).id]
      return { params: { id, other } }
    },
  },
  cancelPipeline: { CONFLICT: requests.retryPipeline },
  retryPipeline: { CONFLICT: requests.cancelPipeline },
  getPreview: { QUEUED_FOR_PROCESSING: requests.getPipeline },
  getFormatPreview: {
    QUEUED_FOR_PROCESSING: async (scene) => ({ params: { id: await startedId(scene), format: 'csv' } }),
  },
  downloadByTicket: {
    AUTHENTICATION_ERROR: async ({ api: of }) => ticketOf(of, (await of.user('user', { isActive: false })).id),
    NOT_FOUND: async () => ({ query: { ticket: newId() } }),
    CONFLICT: async (scene) => byTicket(scene, await waiting(scene)),
    QUEUED_FOR_PROCESSING: async (scene) => byTicket(scene, await unmade(scene)),
    PARTIAL_PROCESSING: async (scene) => byTicket(scene, await setAside(scene)),
    RESOURCE_UNAVAILABLE: ({ api: of, owner }) => ticketOf(of, owner.id),
  },
  validateDataset: { CONFLICT: async (scene) => ({ params: { dataset_id: await inspecting(scene) } }) },
}

const APIS: { readonly [code in ErrorCode]?: () => TestApi } = {
  RATE_LIMIT_EXCEEDED: () => limited,
  RESOURCE_UNAVAILABLE: () => broken,
}

const cells = HTTP_ROUTES.flatMap((name) => errorsOf(routes[name]).map((code): [RouteName, ErrorCode] => [name, code]))

describe('what is written after the interface', () => {
  it.each(REFERENCES)('is what it makes of it now: $name', async (reference) => {
    const { body } = await api.inject({ url: `${API_PREFIX}/openapi.json` })
    const found = unformatted(await readFile(reference.file, 'utf8'))
    // Else: node apps/api/reference/main.ts && npx oxfmt docs
    expect(found).toBe(unformatted(await textOf(reference, body)))
  })
})

describe('each operation', () => {
  it('documents the errors that are tried here, and no others', async () => {
    const { body } = await api.inject({ url: `${API_PREFIX}/openapi.json` })
    const documented: string[] = Object.values<any>(body.paths).flatMap((path) =>
      Object.values<any>(path).flatMap(({ operationId, responses }) =>
        Object.entries<any>(responses).flatMap(([status, { description }]) =>
          Number(status) < 400 ? [] : description.split(', ').map((code: string) => `${operationId} ${code}`),
        ),
      ),
    )
    expect(documented.toSorted()).toEqual(cells.map((cell) => cell.join(' ')).toSorted())
  })

  it.each(HTTP_ROUTES)('%s succeeds', async (name) => {
    const [owner, other] = [await api.user('user'), await api.user('admin')]
    const caller = isForAdmins(name) ? other : owner
    const parts = await requests[name]({ api, owner, caller })
    const { status } = await api.inject({ ...requestOf(name, parts), headers: { ...parts.headers, ...caller.headers } })
    expect(status).toBe(routes[name].status)
    await api.store.users.update(other.id, { isActive: false })
  })

  it.each(cells)('%s answers %s as documented', async (name, code) => {
    const asked = APIS[code]?.() ?? api
    const provoke = OWN[name]?.[code] ?? GENERAL[code]?.(name)
    if (!provoke) throw new Error('There is no request that provokes it.')
    const roleOf = name === 'listSessions' || name === 'listApiTokens' || isForAdmins(name) ? 'admin' : 'user'
    // A database that does not answer knows nobody: a token is enough.
    const owner = asked === broken ? await api.user() : await asked.user(roleOf)
    const { as, url, ...parts } = await provoke({ api: asked === broken ? api : asked, owner, caller: owner })
    const caller =
      as === 'token'
        ? await apiTokenOf(api, owner.id, { scopes: [] })
        : as === 'user' || as === 'moderator'
          ? await api.user(as)
          : owner
    const sent = { ...parts.headers, ...(as !== 'nobody' && caller.headers) }
    const answer = await asked.inject({ ...requestOf(name, parts), ...(url && { url }), headers: sent })
    const said = answer.body?.error_code ?? answer.headers['x-error-code']
    expect([answer.status, said]).toEqual([ERROR_STATUS[code], code])
  })
})

const isForAdmins = (name: RouteName): boolean =>
  /^(?:users:manage|teams:write|emergency:decide|queues:manage|keys:manage|backups:read|system:manage|pipeline:control:any|dataset:purge|audit:search|site_lists:write|export:sign_off|identity:reveal|webhooks:manage)$/.test(
    routes[name].permission,
  )
