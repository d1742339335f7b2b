import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  AGENT_PERMISSIONS,
  EMERGENCY_PERMISSIONS,
  SHARE_PERMISSIONS,
  type ShareRole,
  ERROR_STATUS,
  errorsOf,
  routes,
  type ApiTokenKind,
  type RouteContract,
  type RouteName,
  type UserRole,
  type WorkspaceRole,
} from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { apiTokenOf } from './testing/api-token.ts'
import { HTTP_ROUTES, requestOf, requests, type Parts } from './testing/requests.ts'
import { emergencyOf, putInto, sharedAs, workspaceOf } from './testing/sharing.ts'
import { startApi, type TestApi, type TestUser } from './testing/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
}, 60_000)
afterAll(() => api?.close())

const EVERYBODY: UserRole[] = ['user', 'moderator', 'admin']
const OVERSEERS: UserRole[] = ['moderator', 'admin']

/** The documented table of roles, by route: who may, and who of them also with what is somebody else's. */
const TABLE: [route: RegExp, rule: { open?: true; may: UserRole[]; others: UserRole[]; othersSee?: UserRole[] }][] = [
  [/^GET \/(health|ready|signing-key|openapi\.json)$/, { open: true, may: EVERYBODY, others: EVERYBODY }],
  [
    /^(POST \/auth\/(login|refresh|password\/reset|invitations\/\w+|links\/use|device(\/token)?)|GET \/downloads)$/,
    { open: true, may: EVERYBODY, others: EVERYBODY },
  ],
  [/^GET \/workspaces$/, { may: EVERYBODY, others: EVERYBODY }],
  [/^POST \/workspaces$/, { may: OVERSEERS, others: OVERSEERS }],
  // Nobody lets themselves into a workspace, overseers neither.
  [/^PUT \/workspaces\/:id\/members/, { may: EVERYBODY, others: [] }],
  [/^\w+ \/workspaces\/:id/, { may: EVERYBODY, others: OVERSEERS }],
  [/^GET \/teams$/, { may: EVERYBODY, others: EVERYBODY }],
  [/^\w+ \/teams\/:id\/members/, { may: EVERYBODY, others: OVERSEERS }],
  [/^\w+ \/(teams|emergencies\/:id\/(approve|refuse))/, { may: OVERSEERS, others: OVERSEERS }],
  [/^\w+ \/emergencies/, { may: EVERYBODY, others: OVERSEERS }],
  [/^\w+ \/auth\//, { may: EVERYBODY, others: ['admin'] }],
  [/^POST \/audit\/forget$/, { may: ['admin'], others: ['admin'] }],
  [/^\w+ \/audit/, { may: OVERSEERS, others: OVERSEERS }],
  [/^\w+ \/shards/, { may: OVERSEERS, others: OVERSEERS }],
  [/^GET \/maintenance$/, { may: EVERYBODY, others: EVERYBODY }],
  [
    /^\w+ \/(users|queues|workers|keys|backups|retention|maintenance|system|webhooks)/,
    { may: ['admin'], others: ['admin'] },
  ],
  [/^OPTIONS \/uploads/, { open: true, may: EVERYBODY, others: EVERYBODY }],
  [/^\w+ \/uploads/, { may: EVERYBODY, others: [] }],
  // Who oversees a data set is told that only its owner changes it.
  [
    /^((PATCH|DELETE) \/datasets\/|(POST|PUT) \/datasets\/:id\/(files|restore|mapping|shares|transfer))/,
    { may: EVERYBODY, others: [], othersSee: OVERSEERS },
  ],
  [/^POST \/datasets\/:id\/shred/, { may: ['admin'], others: ['admin'] }],
  [/^GET \/site-lists$/, { may: EVERYBODY, others: EVERYBODY }],
  [/^(\w+ \/site-lists|POST \/pipeline\/:id\/leak-review\/sign-off)/, { may: OVERSEERS, others: OVERSEERS }],
  [/^POST \/pipeline\/:id\/reveal/, { may: ['admin'], others: ['admin'] }],
  [/^\w+ \/(datasets|pipeline|validation)/, { may: EVERYBODY, others: OVERSEERS }],
  [/^\w+ \/ws/, { may: EVERYBODY, others: OVERSEERS }],
]

interface Kind {
  who: string
  role: UserRole
  /** Whether what is asked for is the caller's own. */
  owns: boolean
  refused?: 'missing_header' | 'token_expired' | 'user_inactive'
  /** How they reach what is somebody else's. */
  through?: ShareRole | 'broken glass'
  /** As what they are in the workspace where it lies; `null` where they are not in it. */
  inside?: WorkspaceRole | null
  /** It is shared with the caller alone, not with a team; or was. */
  alone?: ShareRole | 'ended'
  /** With what they come: else a person, at a session. */
  by?: ApiTokenKind
}
const KINDS: Kind[] = [
  { who: 'anonymous', role: 'user', owns: true, refused: 'missing_header' },
  { who: 'user', role: 'user', owns: true },
  { who: 'other user', role: 'user', owns: false },
  { who: 'moderator', role: 'moderator', owns: false },
  { who: 'admin', role: 'admin', owns: false },
  { who: 'viewer', role: 'user', owns: false, through: 'viewer' },
  { who: 'reviewer', role: 'user', owns: false, through: 'reviewer' },
  { who: 'editor', role: 'user', owns: false, through: 'editor' },
  { who: 'somebody who broke the glass', role: 'user', owns: false, through: 'broken glass' },
  { who: 'a person it is shared with', role: 'user', owns: false, alone: 'viewer' },
  { who: 'a person it was shared with', role: 'user', owns: false, alone: 'ended' },
  { who: 'a viewer of its workspace', role: 'user', owns: false, inside: 'viewer' },
  { who: 'a reviewer of its workspace', role: 'user', owns: false, inside: 'reviewer' },
  { who: 'an editor of its workspace', role: 'user', owns: false, inside: 'editor' },
  { who: 'an owner of its workspace', role: 'moderator', owns: false, inside: 'owner' },
  { who: 'an owner of another workspace', role: 'user', owns: false, inside: null },
  { who: 'a moderator who is not in its workspace', role: 'moderator', owns: false, inside: null },
  { who: 'an admin who is not in its workspace', role: 'admin', owns: false, inside: null },
  { who: 'a viewer with whom it is shared as an editor', role: 'user', owns: false, inside: 'viewer', alone: 'editor' },
  { who: 'their API token', role: 'user', owns: true, by: 'personal' },
  { who: 'their agent', role: 'admin', owns: true, by: 'agent' },
  { who: 'disabled', role: 'admin', owns: true, refused: 'user_inactive' },
  { who: 'expired', role: 'admin', owns: true, refused: 'token_expired' },
]

/** Open routes that ask whose token, link or ticket they are given. */
const OF_OWNER: readonly RouteName[] = ['refresh', 'signInByLink', 'redeemDevice', 'downloadByTicket']

/** What the table of roles says that a route answers. */
function expected(name: RouteName, { role, owns, refused, by, through: team, alone, inside }: Kind): number {
  const { method, path, status, permission, person, ownerOnly }: RouteContract = routes[name]
  const rule = TABLE.find(([route]) => route.test(`${method} ${path}`))?.[1]
  if (!rule) throw new Error(`The table of roles says nothing of ${method} ${path}.`)
  // The token, link or ticket is the owner's, who is the caller here.
  if (OF_OWNER.includes(name) && refused === 'user_inactive') return 401
  if (rule.open) return status
  if (refused) return 401
  if (!rule.may.includes(role) || (by && person)) return 403
  if (by === 'agent' && permission !== 'signed_in' && !AGENT.has(permission)) return 403
  const through = alone === 'ended' ? undefined : (alone ?? team)
  if (inside === 'owner') return status
  if (inside === null) return permission === 'dataset:purge' ? status : 404
  if ((through || inside) && isOfData(name)) {
    const allowed: readonly string[] = [
      ...(inside ? SHARE_PERMISSIONS[inside] : []),
      ...(through === 'broken glass' ? EMERGENCY_PERMISSIONS : through ? SHARE_PERMISSIONS[through] : []),
    ]
    return allowed.includes(permission) && !ownerOnly ? status : 403
  }
  const isOfSomebody = path.includes(':') || name === 'executePipeline'
  if (owns || !isOfSomebody || rule.others.includes(role)) return status
  return rule.othersSee?.includes(role) ? 403 : 404
}

const AGENT: ReadonlySet<string> = new Set(AGENT_PERMISSIONS)

/** Whether a route is about a data set, or a run of one, that may be shared. */
const isOfData = (name: RouteName): boolean =>
  name === 'executePipeline' || /^\/(datasets|pipeline|validation)\/:/.test(routes[name].path)

/** Gives the caller their way to what the request is about. */
async function letThrough(
  { through, inside, alone }: Kind,
  { params, payload }: Parts,
  path: string,
  caller: TestUser,
  owner: TestUser,
): Promise<void> {
  const { id = '', dataset_id = id } = params ?? {}
  const execution = path.startsWith('/pipeline/:id') ? await api.store.executions.get(id) : null
  const { dataset_ids = [dataset_id] } = Object(payload) as { dataset_ids?: string[] }
  const datasetIds = execution?.datasetIds ?? dataset_ids
  for (const datasetId of datasetIds) {
    if (through === 'broken glass') await emergencyOf(api, caller.id, datasetId)
    else if (through) await sharedAs(api, datasetId, caller.id, through)
    if (alone) {
      const share = {
        params: { id: datasetId },
        payload: { email: caller.email, role: alone === 'ended' ? 'editor' : alone },
      }
      await api.inject({ ...requestOf('shareWithPerson', share), headers: owner.headers })
      const end = { params: { id: datasetId, team_id: caller.id } }
      if (alone === 'ended') await api.inject({ ...requestOf('unshareDataset', end), headers: owner.headers })
    }
  }
  if (inside === undefined) return
  if (inside === null) await workspaceOf(api, caller.id)
  await putInto(api, await workspaceOf(api, inside && caller.id, inside ?? undefined, owner.id), datasetIds)
}

async function headersOf({ refused, by }: Kind, caller: TestUser): Promise<Record<string, string>> {
  if (refused === 'missing_header') return {}
  if (by) return (await apiTokenOf(api, caller.id, { kind: by })).headers
  if (refused === 'token_expired') {
    const iat = Math.floor(Date.now() / 1000) - 500
    const token = api.app.jwt.sign({ sub: caller.id, jti: newId(), typ: 'access', iat }, { expiresIn: 400 })
    return { authorization: `Bearer ${token}` }
  }
  if (refused === 'user_inactive') await api.store.users.update(caller.id, { isActive: false })
  return caller.headers
}

const cells = HTTP_ROUTES.flatMap((name) =>
  // What is in no workspace and not shared is the same to everybody of a role.
  KINDS.filter(({ inside, alone }) => isOfData(name) || (inside === undefined && alone === undefined)).map(
    (kind): [RouteName, string, Kind] => [name, kind.who, kind],
  ),
)

describe('who may call what', () => {
  it.each(cells)('%s, asked by %s', async (name, _who, kind) => {
    const caller = await api.user(kind.role)
    const owner = kind.owns ? caller : await api.user()
    const parts = await requests[name]({ api, owner, caller })
    if (isOfData(name)) await letThrough(kind, parts, routes[name].path, caller, owner)
    const request = requestOf(name, parts)
    const headers = { ...parts.headers, ...(await headersOf(kind, caller)) }
    const { status, body = NO_BODY } = await api.inject({ ...request, headers })
    await api.store.users.update(caller.id, { isActive: false })

    const answer = expected(name, kind)
    const isHead = request.method === 'HEAD'
    const reason = status === 401 ? body.details.reason : undefined
    expect({ status, reason }).toEqual({ status: answer, reason: answer === 401 && !isHead ? kind.refused : undefined })
    expect([routes[name].status, ...errorsOf(routes[name]).map((code) => ERROR_STATUS[code])]).toContain(status)
    if (status !== 404) return
    // What is somebody else's answers as what does not exist.
    const asker = await api.user(kind.role)
    const none = requestOf(
      name,
      name === 'executePipeline' ? { payload: { dataset_ids: [newId()] } } : withoutIds(parts),
    )
    const missing = await api.inject({ ...none, headers: { ...parts.headers, ...asker.headers } })
    expect(same(missing.body ?? NO_BODY)).toEqual(same(body))
  })

  it('lists to users what is theirs alone, and to others what is in the workspace', async () => {
    const owner = await api.user()
    const dataset = await api.dataset(owner.id)
    const execution = await api.execution(owner.id, [dataset])
    const [user, moderator, admin] = [await api.user(), await api.user('moderator'), await api.user('admin')]
    for (const [name, id] of [
      ['listDatasets', dataset.id],
      ['listPipelines', execution.id],
    ] as const) {
      const ids = async ({ headers }: TestUser) =>
        (await api.inject({ ...requestOf(name, {}), headers })).body.data.map((item: { id: string }) => item.id)
      expect(await ids(owner)).toEqual([id])
      expect(await ids(user)).toEqual([])
      expect(await ids(moderator)).toContain(id)
      expect(await ids(admin)).toContain(id)
    }
  })
})

/** What answers to `HEAD` have. */
const NO_BODY = { details: {} as { reason?: string } }
const withoutIds = ({ params: { format } = {}, ...parts }: Parameters<typeof requestOf>[1]) => ({
  ...parts,
  ...(format !== undefined && { params: { format } }),
})
const same = ({ request_id: _id, details: _details, ...rest }: Record<string, unknown>) => rest
