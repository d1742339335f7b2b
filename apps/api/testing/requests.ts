import {
  DEFAULT_WORKSPACE,
  API_PREFIX,
  SiteList,
  WEBHOOK_EVENTS,
  routes,
  siteListText,
  type Dataset,
  type Execution,
  type LeakReview,
  type RouteContract,
  type RouteName,
} from '@techdeck/contracts'
import { cosign } from '@techdeck/audit'
import { newRecord } from '@techdeck/audit/testing'
import { newId } from '@techdeck/core'
import type { InjectOptions } from 'fastify'
import { createPasswords } from '../passwords.ts'
import { ALONE } from '../principal.ts'
import { hashToken } from '../routes/auth/one-time.ts'
import { reviewsOf } from '../routes/reviews/fill-reviews.ts'
import { trailsOf } from '../routes/pipeline/trails.ts'
import { findPassports, previewKey, siteListKey } from '@techdeck/pipeline'
import type { RedisWorkerBoard } from '@techdeck/redis'
import { DIMENSIONS } from '@techdeck/stages/quality'
import { siteListRefOf } from '@techdeck/stages/site-lists'
import { beginUpload as begin, type Beginning } from '../uploads/begin-upload.ts'
import { readMetadata } from '../uploads/metadata.ts'
import { deliveryOf, testMessage } from '../webhooks/message.ts'
import { newSecret } from '../webhooks/secrets.ts'
import { apiTokenOf } from './api-token.ts'
import { finishedExecution } from './finished-execution.ts'
import { MENDED, SESSIONS, brokenRow, workFor } from './run-execution.ts'
import { emergencyOf, sharedAs, teamOf, workspaceOf } from './sharing.ts'
import { begunFactor, codeOf, enrolledFactor } from './second-factor.ts'
import { TEST_WITNESS, multipart, type TestApi, type TestUser } from './start-api.ts'

/** What a request needs that succeeds: something that belongs to `owner`, sent by `caller`. */
export interface Scene {
  api: TestApi
  owner: TestUser
  caller: TestUser
}
/** The open parts of a route's request. */
export interface Parts {
  params?: Record<string, string>
  query?: Record<string, string>
  payload?: object | Buffer
  headers?: Record<string, string>
}

const PASSWORD = 'correct horse battery staple'
let passwordHash: Promise<string> | undefined
const hashed = () => (passwordHash ??= createPasswords().hash(PASSWORD))

const dataset = async ({ api, owner }: Scene): Promise<Parts> => ({ params: { id: (await api.dataset(owner.id)).id } })
const execution = async ({ api, owner }: Scene): Promise<Execution> =>
  api.execution(owner.id, [await api.dataset(owner.id)])
const started = async (scene: Scene): Promise<Parts> => ({ params: { id: (await execution(scene)).id } })
const finished = async ({ api, owner }: Scene) => finishedExecution(api, owner.id)
const nothing = async (): Promise<Parts> => ({})

/** A session of a terminal, whose newest refresh token is given. */
export async function beginSession(api: TestApi, userId: string, token: string = newId()): Promise<string> {
  const id = newId()
  const now = new Date()
  const times = { createdAt: now, lastActiveAt: now, idleMs: 60_000, expiresAt: new Date(now.getTime() + 3_600_000) }
  const from = { ipAddress: null, userAgent: null }
  const of = { userId, workspaceId: DEFAULT_WORKSPACE, client: 'cli' as const }
  await api.store.sessions.begin({ id, ...of, ...from, ...times }, hashToken(token))
  return id
}

/** Of somebody else, for a data set of theirs, where nobody is named. */
const emergencyFor = async ({ api, owner }: Scene, userId?: string): Promise<string> =>
  emergencyOf(api, userId ?? (await api.user()).id, (await api.dataset(owner.id)).id, 'requested')

/** A device that waits to be signed in. */
const device = ({ deps }: TestApi) =>
  deps.deviceCodes.begin({ clientName: null, ipAddress: '10.0.0.1', userAgent: null, askedAt: Date.now() })

/** A caller with both factors, who shows them. */
async function bothFactors({ api, caller }: Scene): Promise<Parts> {
  await api.store.users.setPassword(caller.id, await hashed())
  const { secret } = await enrolledFactor(api, caller.id)
  return { payload: { current_password: PASSWORD, totp: codeOf(secret, 1) } }
}

async function invitation({ api }: Scene): Promise<string> {
  const token = newId()
  const now = new Date()
  const expiresAt = new Date(now.getTime() + 3_600_000)
  const { id: userId } = await api.user()
  const of = { workspaceId: DEFAULT_WORKSPACE, userId, purpose: 'invite' as const, createdBy: null }
  await api.store.invitations.open({ id: newId(), ...of, createdAt: now, expiresAt }, hashToken(token))
  return token
}

/** A data set that was inspected. */
async function inspected({ api, owner }: Scene): Promise<Dataset> {
  const worker = workFor(api)
  const taken = await worker.take(owner.id, 'a.jsonl', SESSIONS)
  worker.close()
  return taken
}

/** The same, with its row that cannot be read. */
async function quarantined(scene: Scene): Promise<{ id: string; row: string }> {
  return { id: (await inspected(scene)).id, row: brokenRow() }
}

/** The same, once the row is mended; by somebody else, so that nothing is known yet of who calls. */
export async function fixed(scene: Scene): Promise<{ id: string; row: string }> {
  const params = await quarantined(scene)
  const request = requestOf('fixRow', { params, payload: { content: MENDED } })
  await scene.api.inject({ ...request, headers: (await scene.api.user('moderator')).headers })
  return params
}

/** A data set that was run, in which a person should look at everything: each score is the threshold. */
export async function unsure({ api, owner }: Scene): Promise<Dataset> {
  const worker = workFor(api)
  const taken = await worker.take(owner.id, 'a.jsonl', SESSIONS)
  const weights = Object.fromEntries(DIMENSIONS.map((name) => [name, 0]))
  await worker.run(owner.id, taken, { qualityThreshold: 0, options: { quality: { weights } } })
  worker.close()
  return taken
}

/** One of its conversations in the queue of reviews; queued without the API, which may refuse whoever asks. */
export async function queued(scene: Scene): Promise<{ id: string; conversation: string }> {
  const { reviews, results } = scene.api.store
  const taken = await unsure(scene)
  const stage = await results.latest(taken.id, 'quality')
  const [review] = reviewsOf(taken, stage!, new Date())!.reviews
  await reviews.add([review])
  return { id: taken.id, conversation: review.conversationId }
}

/** One on which two others differ. */
export async function disputed(scene: Scene): Promise<{ id: string; conversation: string }> {
  const params = await queued(scene)
  const given = { reason: 'other' as const, at: new Date() }
  const verdicts = [
    { ...given, reviewer: newId(), verdict: 'keep' as const },
    { ...given, reviewer: newId(), verdict: 'leave_out' as const },
  ]
  const change = { status: 'disputed' as const, verdicts, final: null, settledBy: null, settledAt: null }
  await scene.api.store.reviews.change(`${params.id}.${params.conversation}`, 0, change)
  return params
}

/** The preview of an execution of one data set, as a worker leaves it. */
export async function writePreview({ deps }: TestApi, made: Execution, preview: object = EMPTY): Promise<void> {
  const [datasetId] = made.datasetIds
  const { dataKeyId } = (await deps.datasets.get(datasetId))!
  const dataKey = await deps.keyRing.unwrap((await deps.keys.get(dataKeyId))!)
  await deps.artifacts.write(previewKey(made, datasetId), dataKey, [Buffer.from(JSON.stringify(preview))])
}
const EMPTY = { conversations: [], read: 0, losses: [] }

const ONE_FILE = { name: 'file', filename: 'a.jsonl', content: '{}' }
export const TUS = { 'tus-resumable': '1.0.0' }

/** The leaf of an entry about the owner. */
async function sealedEntry({ api, owner }: Scene): Promise<string> {
  const timestamp = new Date()
  await api.deps.audit.append(newRecord({ workspaceId: DEFAULT_WORKSPACE, userId: owner.id, timestamp }))
  await api.seal()
  const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, userId: owner.id }, null, 1)
  return String(items[0]?.index)
}

/** A resumable upload of two bytes of which none has come. */
export async function beginUpload({ api, owner }: Scene, change: Partial<Beginning> = {}): Promise<string> {
  const who = { userId: owner.id, workspaceId: DEFAULT_WORKSPACE, role: 'user' as const, sessionId: null, ...ALONE }
  const wish = readMetadata(change.metadata)
  const upload = { id: newId(), kind: 'whole', sizeBytes: 2, metadata: undefined, wish, ...change } as const
  return (await begin(api.deps, who, upload)).id
}

/** The bytes behind `offset`. */
export const appending = (content: string | Buffer, offset = 0, headers: Record<string, string> = {}) => ({
  payload: Buffer.from(content),
  headers: {
    ...TUS,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
    ...headers,
  },
})

/** A request that succeeds, for each route: a route without one does not compile. */
export const requests: { readonly [N in RouteName]: (scene: Scene) => Promise<Parts> } = {
  login: async ({ api }) => {
    const { email } = await api.user('user', { passwordHash: await hashed() })
    return { payload: { email, password: PASSWORD } }
  },
  refresh: async ({ api, owner }) => {
    const token = newId()
    await beginSession(api, owner.id, token)
    return { payload: { refresh_token: token } }
  },
  logout: nothing,
  me: nothing,
  listSessions: nothing,
  endSession: async ({ api, owner }) => ({ params: { id: await beginSession(api, owner.id) } }),
  endSessions: nothing,
  changePassword: async ({ api, caller }) => {
    await api.store.users.setPassword(caller.id, await hashed())
    return { payload: { current_password: PASSWORD, new_password: 'another horse battery' } }
  },
  requestReset: async ({ owner }) => ({ payload: { email: owner.email } }),
  showInvitation: async (scene) => ({ payload: { token: await invitation(scene) } }),
  acceptInvitation: async (scene) => ({ payload: { token: await invitation(scene), password: PASSWORD } }),
  getSecondFactor: nothing,
  beginSecondFactor: async ({ api, caller }) => {
    await api.store.users.setPassword(caller.id, await hashed())
    return { payload: { current_password: PASSWORD } }
  },
  confirmSecondFactor: async ({ api, caller }) => ({
    payload: { totp: codeOf(await begunFactor(api, caller.id)) },
  }),
  renewRecoveryCodes: bothFactors,
  removeSecondFactor: bothFactors,
  resetSecondFactor: async ({ owner }) => ({ params: { id: owner.id } }),
  beginDevice: async () => ({ payload: { client_name: 'laptop' } }),
  redeemDevice: async ({ api, owner }) => {
    const { deviceCode, userCode } = await device(api)
    await api.deps.deviceCodes.decide(userCode, { userId: owner.id, approve: true })
    return { payload: { device_code: deviceCode } }
  },
  showDevice: async ({ api }) => ({ payload: { user_code: (await device(api)).userCode } }),
  decideDevice: async ({ api }) => ({ payload: { user_code: (await device(api)).userCode, approve: true } }),
  listApiTokens: nothing,
  createApiToken: async () => ({ payload: { name: 'nightly' } }),
  revokeApiToken: async ({ api, owner }) => ({ params: { id: (await apiTokenOf(api, owner.id)).id } }),
  createSignInLink: nothing,
  signInByLink: async ({ api, owner }) => ({
    payload: { token: (await api.deps.signInLinks.issue({ userId: owner.id })).ticket },
  }),
  listUsers: nothing,
  createUser: async () => ({ payload: { email: `${newId()}@example.org` } }),
  getUser: async ({ owner }) => ({ params: { id: owner.id } }),
  updateUser: async ({ api }) => ({ params: { id: (await api.user()).id }, payload: { role: 'moderator' } }),
  createResetLink: async ({ owner }) => ({ params: { id: owner.id } }),
  createSetupLink: nothing,
  listTeams: nothing,
  createTeam: async () => ({ payload: { name: newId() } }),
  deleteTeam: async (scene) => ({ params: { id: await teamOf(scene.api, scene.owner.id) } }),
  setMember: async ({ api, owner }) => ({
    params: { id: await teamOf(api, owner.id) },
    payload: { email: (await api.user()).email },
  }),
  removeMember: async ({ api, owner }) => ({ params: { id: await teamOf(api, owner.id), user_id: owner.id } }),
  listShares: dataset,
  shareDataset: async (scene) => {
    const { id = '' } = (await dataset(scene)).params ?? {}
    return { params: { id, team_id: await teamOf(scene.api, scene.owner.id) }, payload: { role: 'viewer' } }
  },
  unshareDataset: async (scene) => {
    const { id = '' } = (await dataset(scene)).params ?? {}
    return { params: { id, team_id: await sharedAs(scene.api, id, scene.owner.id, 'viewer') } }
  },
  shareWithPerson: async (scene) => ({
    ...(await dataset(scene)),
    payload: { role: 'viewer', email: (await scene.api.user()).email },
  }),
  listWorkspaces: nothing,
  createWorkspace: async () => ({ payload: { name: newId() } }),
  deleteWorkspace: async ({ api, owner }) => ({ params: { id: await workspaceOf(api, owner.id) } }),
  setWorkspaceMember: async ({ api, owner }) => ({
    params: { id: await workspaceOf(api, owner.id) },
    payload: { email: (await api.user()).email, role: 'editor' },
  }),
  removeWorkspaceMember: async ({ api, owner }) => ({
    params: { id: await workspaceOf(api, owner.id), user_id: owner.id },
  }),
  transferDataset: async (scene) => ({
    ...(await dataset(scene)),
    payload: { owner: (await scene.api.user()).email, workspace_id: DEFAULT_WORKSPACE },
  }),
  requestEmergency: async () => ({ payload: { dataset_id: newId(), reason: 'nobody else is there' } }),
  listEmergencies: nothing,
  approveEmergency: async (scene) => ({ params: { id: await emergencyFor(scene) } }),
  refuseEmergency: async (scene) => ({ params: { id: await emergencyFor(scene) } }),
  endEmergency: async (scene) => ({ params: { id: await emergencyFor(scene, scene.owner.id) } }),
  uploadDataset: async () => multipart([ONE_FILE]),
  listDatasets: nothing,
  getDataset: dataset,
  renameDataset: async (scene) => ({ ...(await dataset(scene)), payload: { name: 'b' } }),
  addFiles: async (scene) => ({ ...(await dataset(scene)), ...multipart([ONE_FILE]) }),
  listVersions: dataset,
  deleteDataset: dataset,
  shredDataset: async (scene) => ({ ...(await dataset(scene)), payload: { reason: 'the person asked for it' } }),
  restoreDataset: dataset,
  listReadings: dataset,
  getMapping: async (scene) => ({ params: { id: (await inspected(scene)).id } }),
  setMapping: async (scene) => ({ ...(await dataset(scene)), payload: { mapping: { text: 'said' } } }),
  listQuarantine: dataset,
  describeUploads: nothing,
  createUpload: async () => ({ headers: { ...TUS, 'upload-length': '3' } }),
  headUpload: async (scene) => ({ params: { id: await beginUpload(scene) }, headers: TUS }),
  getUpload: async (scene) => ({ params: { id: await beginUpload(scene) } }),
  appendUpload: async (scene) => ({ params: { id: await beginUpload(scene) }, ...appending('{}') }),
  terminateUpload: async (scene) => ({ params: { id: await beginUpload(scene) }, headers: TUS }),
  countQuarantine: dataset,
  getQuarantinedRow: async (scene) => ({ params: await quarantined(scene) }),
  fixRow: async (scene) => ({ params: await quarantined(scene), payload: { content: MENDED } }),
  releaseRow: async (scene) => ({ params: await fixed(scene), payload: {} }),
  releaseRows: async (scene) => ({ params: { id: (await fixed(scene)).id }, payload: { reason: 'mended' } }),
  fillReviews: async (scene) => ({ params: { id: (await unsure(scene)).id }, payload: {} }),
  listReviews: dataset,
  getAgreement: dataset,
  openReview: async (scene) => ({ params: await queued(scene) }),
  giveVerdict: async (scene) => ({ params: await queued(scene), payload: { verdict: 'keep', reason: 'sound' } }),
  settleReview: async (scene) => ({ params: await disputed(scene), payload: { verdict: 'keep' } }),
  executePipeline: async ({ api, owner }) => ({ payload: { dataset_ids: [(await api.dataset(owner.id)).id] } }),
  listPipelines: nothing,
  getPipeline: started,
  getProgress: started,
  listEvents: started,
  cancelPipeline: started,
  retryPipeline: async (scene) => {
    const { id } = await execution(scene)
    const event = { key: 'failed', event: 'pipeline.failed' as const, data: {} }
    await scene.api.store.executions.transition(id, { from: ['queued'], to: 'failed', event })
    return { params: { id } }
  },
  getReport: started,
  getPreview: async (scene) => {
    const made = await execution(scene)
    await writePreview(scene.api, made)
    return { params: { id: made.id } }
  },
  getFormatPreview: async (scene) => {
    const made = await execution(scene)
    await writePreview(scene.api, made)
    return { params: { id: made.id, format: 'sharegpt' } }
  },
  getWhy: async ({ api, owner }) => {
    const worker = workFor(api)
    const { id } = await worker.run(owner.id, await worker.take(owner.id, 'a.jsonl', SESSIONS))
    worker.close()
    return { params: { id, conversation: 'a.jsonl:1' } }
  },
  diffPipelines: async ({ api, owner }) => {
    const worker = workFor(api)
    const taken = await worker.take(owner.id, 'a.jsonl', SESSIONS)
    const { id } = await worker.run(owner.id, taken)
    const other = await worker.run(owner.id, taken, { qualityThreshold: 0.9 })
    worker.close()
    return { params: { id, other: other.id } }
  },
  listExports: started,
  downloadExport: async (scene) => ({ params: { id: (await finished(scene)).execution.id, name: 'a.jsonl' } }),
  issueDownload: async (scene) => ({ params: { id: (await finished(scene)).execution.id, name: 'a.jsonl' } }),
  downloadByTicket: async (scene) => {
    const grant = { userId: scene.owner.id, sessionId: null, executionId: (await finished(scene)).execution.id }
    return { query: { ticket: (await scene.api.deps.downloads.issue({ ...grant, name: 'a.jsonl' })).ticket } }
  },
  validateDataset: async ({ api, owner }) => ({ params: { dataset_id: (await api.dataset(owner.id)).id } }),
  getValidation: async (scene) => ({ params: { dataset_id: (await finished(scene)).dataset.id } }),
  issueTicket: nothing,
  openSocket: nothing,
  openQueues: nothing,
  listWorkers: nothing,
  drainWorker: async (scene) => ({ params: { id: await workerOf(scene) } }),
  resumeWorker: async (scene) => ({ params: { id: await workerOf(scene) } }),
  pauseQueue: async () => ({ params: { stage: 'export' } }),
  listParked: nothing,
  replayParked: async (scene) => ({ payload: { shards: [await parkedShard(scene)] } }),
  endUserSessions: async ({ api }) => ({ params: { id: (await api.user()).id } }),
  getMyQuotas: nothing,
  getQuotas: async ({ owner }) => ({ params: { id: owner.id } }),
  setQuotas: async ({ owner }) => ({ params: { id: owner.id }, payload: { runs_a_day: 1000 } }),
  showSystem: nothing,
  getMaintenance: nothing,
  beginMaintenance: async () => ({ payload: {} }),
  endMaintenance: nothing,
  resumeQueue: async () => ({ params: { stage: 'export' } }),
  searchAudit: nothing,
  proveAuditEntry: async (scene) => ({ params: { index: await sealedEntry(scene) } }),
  getAuditCheckpoint: nothing,
  getAuditConsistency: async (scene) => ({ query: { from: '0', to: await sealedEntry(scene) } }),
  listAuditBatches: async () => ({ query: { from: '0' } }),
  cosignAudit: async ({ api }) => {
    const note = await api.deps.audit.checkpoint()
    return { payload: { note: note + cosign(note, TEST_WITNESS, new Date()) } }
  },
  forgetInAudit: async ({ api }) => ({ payload: { user_id: (await api.user()).id, reason: 'has left' } }),
  traceDownloads: async () => ({ query: { watermark: newId() } }),
  listBackups: nothing,
  listWebhooks: nothing,
  createWebhook: async () => ({ payload: { url: 'https://hooks.example.org/a' } }),
  updateWebhook: async (scene) => ({ ...(await webhook(scene)), payload: { enabled: false } }),
  deleteWebhook: webhook,
  rotateWebhookSecret: async (scene) => ({ ...(await webhook(scene)), payload: {} }),
  testWebhook: webhook,
  listDeliveries: webhook,
  replayDelivery: sentToWebhook,
  listKeys: nothing,
  rotateKeys: async ({ api }) => {
    await endRotation(api)
    return { payload: {} }
  },
  retireKey: async ({ api }) => {
    await endRotation(api)
    const older = await api.deps.keyRing.rotate()
    await api.deps.keyRing.rotate()
    return { params: { id: older } }
  },
  getWithheld: async (scene) => {
    const { id, conversation } = await withheld(scene)
    return { params: { id, conversation } }
  },
  releaseWithheld: async (scene) => {
    const { id, conversation } = await withheld(scene)
    return { params: { id }, payload: { conversations: [conversation], reason: 'looked at' } }
  },
  exportAgain: async (scene) => ({
    ...(await started(scene)),
    payload: { options: { splits: { train: 9, test: 1 } } },
  }),
  listConversations: async (scene) => ({ params: { id: (await vaulted(scene)).id } }),
  getConversation: async (scene) => ({ params: { ...(await vaulted(scene)) } }),
  getConversationSource: async (scene) => ({ params: { ...(await vaulted(scene)) } }),
  revealIdentity: async (scene) => {
    const { id, conversation } = await vaulted(scene)
    return { params: { id, conversation }, payload: { reason: 'a court asks' } }
  },
  beginLeakReview: async (scene) => ({ params: { id: (await reviewed(scene)).id }, payload: { sample: 2 } }),
  getLeakReview: async (scene) => ({ params: { id: (await reviewed(scene)).id } }),
  nextLeakItem: async (scene) => ({ params: { id: (await reviewed(scene, 0)).id } }),
  markLeaks: async (scene) => {
    const { id, sample } = await reviewed(scene)
    return { params: { id, conversation: sample[0].conversation }, payload: { leaks: [] } }
  },
  signOffExport: async (scene) => ({ params: { id: (await reviewed(scene, 0)).id } }),
  getEvidence: started,
  sweepRetention: async () => ({ payload: { dry_run: true } }),
  listSiteLists: nothing,
  getSiteList: async ({ api }) => ({ params: { name: await siteList(api) } }),
  saveSiteList: async () => ({ payload: { name: 'wards', hide: [{ text: 'Harbour House' }] } }),
  trySiteList: async () => ({ payload: { hide: [{ text: 'Harbour House' }], text: 'at Harbour House' } }),
  health: nothing,
  ready: nothing,
  signingKey: nothing,
  openapi: nothing,
}

/** All routes but those that leave HTTP; the gateway's own tests open sockets. */
export const HTTP_ROUTES = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].status !== 101)

/** A conversation that a run withheld: for an e-mail address, or for a planted string, for which none is released. */
export async function withheld(
  { api, owner }: Scene,
  plant?: string,
): Promise<{ id: string; conversation: string; dataset: Dataset }> {
  const worker = workFor(api)
  const content = SESSIONS.replace('disappoint my parents', plant ?? 'write to sam.lee@mail.com')
  const taken = await worker.take(owner.id, 'a.jsonl', content)
  const list = SiteList.parse(plant === undefined ? {} : { canaries: [plant] })
  const ref = siteListRefOf(list, 'plants')
  const dataKey = await api.deps.keyRing.unwrap((await api.deps.keys.get(taken.dataKeyId))!)
  await api.deps.artifacts.write(siteListKey(taken.id, ref), dataKey, [Buffer.from(siteListText(list))])
  const ran = await worker.run(owner.id, taken, { options: { processing: { siteList: ref, replaceFrom: 1 } } })
  worker.close()
  return { id: ran.id, conversation: await firstOf(api, ran), dataset: taken }
}

/** The id of the first conversation of a run. */
async function firstOf({ deps }: TestApi, ran: Execution): Promise<string> {
  const [trail] = await trailsOf(deps, ran)
  const [passport] = await findPassports(deps, trail, { file: 0, line: 1 })
  return passport.conversation_id!
}

/** A conversation of a run that kept a vault. */
export async function vaulted({ api, owner }: Scene): Promise<{ id: string; conversation: string }> {
  const worker = workFor(api)
  const taken = await worker.take(owner.id, 'a.jsonl', SESSIONS.replace('my parents', 'my friend Quilla Vane'))
  const ran = await worker.run(owner.id, taken, { options: { processing: { vault: true, policy: 'surrogate' } } })
  worker.close()
  return { id: ran.id, conversation: await firstOf(api, ran) }
}

/** A sample of an execution, of one conversation or none. */
export async function reviewed(scene: Scene, size = 1): Promise<LeakReview> {
  const { id, workspaceId, userId } = await execution(scene)
  const sample = Array.from({ length: size }, () => ({ datasetId: newId(), conversation: newId() }))
  const drawn = {
    seed: 's',
    datasetIds: [],
    population: 1,
    sample,
    marks: {},
    drawnBy: userId,
    drawnAt: new Date(),
    signedOff: null,
  }
  const review = { id, workspaceId, userId, ...drawn }
  await scene.api.store.leakReviews.begin(review)
  return review
}

/** A shard that is parked, of a run that ended in part. */
export async function parkedShard({ api, owner }: Scene): Promise<string> {
  const { executions, shards } = api.store
  const { id: executionId, datasetIds } = await api.execution(owner.id, [await api.dataset(owner.id)])
  const [datasetId] = datasetIds
  const plan = `${executionId}.${datasetId}.validation.run.p`
  await shards.plan({ plan, executionId, datasetId, stage: 'validation', count: 2 })
  await shards.claim(plan, 1)
  await shards.park(plan, 1, 'POISON')
  const set = { status: 'partial' as const, plans: [{ phase: 'run', plan, shards: 2 }], metrics: { parked: 1 } }
  await executions.transition(executionId, {
    from: ['queued'],
    to: 'partial',
    stage: { datasetId, stage: 'validation', from: ['pending'], set },
  })
  return `${plan}.1`
}

/** A worker that has told of itself. */
async function workerOf({ api }: Scene): Promise<string> {
  const id = newId()
  await workerBoardOf(api).beat({
    id,
    name: 'worker-export',
    host: 'h',
    pid: 1,
    version: 'test',
    stages: ['export'],
    threads: 2,
    busy: 1,
    memoryBytes: 1,
    state: 'working',
    work: [],
    startedAt: new Date().toISOString(),
  })
  return id
}
/** What workers tell of themselves on. */
export const workerBoardOf = ({ deps }: TestApi): RedisWorkerBoard => deps.workers as RedisWorkerBoard

/** No rotation is under way any more. */
export async function endRotation({ deps }: TestApi): Promise<void> {
  const latest = await deps.keyRotations.latest()
  if (latest?.status !== 'running') return
  const { id, cursor, done, failed } = latest
  await deps.keyRotations.advance(id, cursor, { cursor, done, failed, status: 'done', finishedAt: new Date() })
}

/** A list of words that is there. */
async function siteList({ deps }: TestApi): Promise<string> {
  const { dataKey, wrapped } = await deps.keyRing.newDataKey(newId())
  const [name, artifact] = [`l-${wrapped.datasetId}`.slice(0, 30), `${wrapped.datasetId}/site-list`]
  await deps.keys.create(wrapped)
  await deps.artifacts.write(artifact, dataKey, [Buffer.from(JSON.stringify({ hide: [], keep: [], canaries: [] }))])
  await deps.siteLists.create({
    id: [DEFAULT_WORKSPACE, name, 1].join('.'),
    workspaceId: DEFAULT_WORKSPACE,
    name,
    version: 1,
    sha256: 'a'.repeat(64),
    counts: { hide: 0, keep: 0, canaries: 0 },
    artifact,
    dataKeyId: wrapped.id,
    createdBy: 'u1',
    createdAt: new Date(),
  })
  return name
}

/** A webhook that is there; the id also of what was sent to it. */
async function webhook({ api }: Scene): Promise<{ params: { id: string; delivery: string } }> {
  const id = newId()
  const { kept } = newSecret(api.deps.keyRing, id)
  await api.deps.webhooks.create({
    id,
    workspaceId: DEFAULT_WORKSPACE,
    url: 'https://hooks.example.org/a',
    events: [...WEBHOOK_EVENTS],
    secrets: [kept],
    isEnabled: true,
    disabledReason: null,
    disabledAt: null,
    failingSince: null,
    createdBy: newId(),
    createdAt: new Date(),
  })
  return { params: { id, delivery: newId() } }
}

/** One that was sent a message, which arrived unless it waits. */
export async function sentToWebhook(scene: Scene, waits = false): Promise<Parts> {
  const { id } = (await webhook(scene)).params
  const delivery = deliveryOf({ id, workspaceId: DEFAULT_WORKSPACE }, testMessage(new Date()), new Date())
  await scene.api.deps.webhookDeliveries.add([{ ...delivery, ...(!waits && { status: 'delivered', dueAt: null }) }])
  return { params: { id, delivery: delivery.id } }
}

/** A webhook that is switched off. */
export async function webhookOff(scene: Scene): Promise<Parts> {
  const parts = await webhook(scene)
  await scene.api.deps.webhooks.disable(parts.params.id, 'by_hand', new Date())
  return parts
}

/** A route's request as it is sent. */
export function requestOf(name: RouteName, { params = {}, query, payload, headers = {} }: Parts) {
  const { method, path }: RouteContract = routes[name]
  const plain = API_PREFIX + path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? newId()))
  const url = query ? `${plain}?${new URLSearchParams(query).toString()}` : plain
  return { method, url, headers, ...(payload !== undefined && { payload }) } satisfies InjectOptions
}
