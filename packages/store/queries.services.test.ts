import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Connection } from 'mongoose'
import { EXECUTION_STATUSES, STAGES, type ExecutionStatus } from '@techdeck/contracts'
import { idsOf, planOf, sentBy, type SentQuery } from './testing/commands.ts'
import {
  newDataKey,
  newDataset,
  newExecution,
  newInvitation,
  newKeyRotation,
  newResumable,
  newMend,
  newReview,
  newSession,
  newLeakReview,
  newRelease,
  newSiteList,
  newShardResult,
  newStageExecution,
  newUser,
  newValidation,
} from './testing/fixtures.ts'
import { useTestStore } from './testing/test-store.ts'

const MANY = 5_000
const SOME = 500
const PLAN = 'e0.d0.quality.run.p'
const id = (at: number) => `id${String(at).padStart(6, '0')}`
const second = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000)

/** Documents of every collection, as the repositories write them; rare things are rare, so that scanning shows. */
const seeds: Record<string, (index: number) => object> = {
  users: (index) => ({ ...newUser({ workspaceId: `w${index % 3}`, email: `${index}@example.org` }) }),
  datasets: (index) => ({
    ...newDataset({ workspaceId: `w${index % 3}`, userId: `u${index % 7}`, updatedAt: second(index) }),
    status: index % 50 === 0 ? 'inspecting' : 'ready',
    isDeleted: index % 10 === 1,
  }),
  pipelineExecutions: (index) => ({
    datasetIds: [`d${index % 50}`, `e${index}`],
    datasets: [],
    workspaceId: `w${index % 3}`,
    userId: `u${index % 7}`,
    status: statusOf(index),
    createdAt: second(index),
    seq: 0,
    keptSeq: 0,
    events: [],
    ...(index % 4 === 0 ? { idempotencyKey: `k${index}`, bodyHash: 'h' } : {}),
  }),
  shards: (index) => ({
    plan: PLAN,
    executionId: 'e0',
    datasetId: 'd0',
    stage: 'quality',
    index,
    status: index % 500 === 1 ? 'parked' : index < 4_000 ? 'done' : 'open',
    ...(index % 500 === 1 && { parkedAt: second(index) }),
    claims: 1,
    token: 't',
    result: null,
    errorCode: null,
  }),
  progressEvents: (index) => ({
    executionId: `e${index % 5}`,
    workspaceId: 'w1',
    seq: Math.floor(index / 5),
    key: `k${index}`,
    eventType: 'checkpoint.save',
    progressPercentage: 0,
    data: {},
    timestamp: second(index),
  }),
  stageExecutions: (index) => ({
    ...newStageExecution({ pipelineId: `e${index % 100}`, datasetId: `d${index % 9}`, stageName: STAGES[index % 6] }),
    reuseKey: `r${index % 40}`,
    workspaceId: `w${index % 3}`,
    completedAt: second((index * 37) % SOME),
    status: index % 5 ? 'completed' : 'failed',
  }),
  validationResults: (index) => newValidation(`s${index}`),
  auditIntake: () => ({ log: 'main', entries: Buffer.from('x') }),
  dataKeys: (index) => ({
    ...newDataKey({ datasetId: `d${index % 50}` }),
    kekId: `k${index % 50}`,
    wrapped: Buffer.from('x'),
  }),
  keyRotations: (index) => newKeyRotation({ startedAt: second(index) }),
  sessions: (index) => ({
    ...newSession({ userId: `u${index % 20}`, expiresAt: new Date(4e12) }),
    status: index % 3 ? 'active' : 'ended',
    tokenHash: `t${index}`,
    spent: [`a${index}`, `b${index}`],
  }),
  mends: (index) => ({ ...newMend({ datasetId: `d${index % 50}` }) }),
  releases: (index) => newRelease({ datasetId: `d${index % 50}`, conversation: `c${index}` }),
  leakReviews: (index) => newLeakReview({ datasetIds: [`d${index % 50}`] }),
  siteLists: (index) => newSiteList({ name: `l${index % 40}`, version: index + 1 }),
  reviews: (index) => ({ ...newReview({ datasetId: `d${index % 50}`, status: index % 20 ? 'open' : 'settled' }) }),
  webhooks: (index) => ({ workspaceId: `w${index % 3}`, url: 'u', events: [], secrets: [], isEnabled: true }),
  webhookDeliveries: (index) => ({
    webhookId: `h${index % 50}`,
    status: index % 50 === 0 ? 'pending' : 'delivered',
    dueAt: index % 50 === 0 ? second(0) : null,
    // Of today, since what is older is swept away.
    createdAt: new Date(Date.now() - index),
  }),
  invitations: (index) => ({
    ...newInvitation({ workspaceId: `w${index % 3}`, userId: `u${index}`, expiresAt: new Date(4e12) }),
    status: 'open',
    tokenHash: `t${index}`,
  }),
}
seeds['workspaces'] = (index) => ({
  name: `n${index}`,
  members: [{ userId: `u${index % 50}`, role: 'owner' }],
  createdBy: 'u1',
  createdAt: second(index),
})
seeds['shares'] = (index) => ({
  workspaceId: 'w1',
  datasetId: `d${index % 50}`,
  ...(index % 2 === 0 ? { teamId: `t${index % 50}` } : { userId: `u${index % 50}` }),
  role: 'viewer',
  sharedBy: 'u1',
  sharedAt: second(index),
})
seeds['resumableUploads'] = (index) => ({
  ...newResumable({ datasetId: `d${index}`, userId: `u${index % 7}`, expiresAt: second(index) }),
  status: index % 50 === 0 ? 'open' : 'finished',
})
seeds['datasetVersions'] = (index) => {
  const { id: _, ...held } = newDataset({ version: index % 10 })
  return { ...held, datasetId: `d${index % 50}` }
}
const LARGE = new Set(['pipelineExecutions', 'shards', 'progressEvents'])

function statusOf(index: number): ExecutionStatus {
  return index % 40 === 0 ? EXECUTION_STATUSES[(index / 40) % EXECUTION_STATUSES.length] : 'completed'
}

async function seed(connection: Connection): Promise<void> {
  for (const [collection, make] of Object.entries(seeds)) {
    const documents = Array.from({ length: LARGE.has(collection) ? MANY : SOME }, (_, index) => ({
      ...make(index),
      _id: id(index),
    }))
    await connection.collection<{ _id: string }>(collection).insertMany(documents)
  }
}

const described = ({ collection, kind, filter, sort }: SentQuery) => JSON.stringify([collection, kind, filter, sort])
const goesById = ({ kind, filter }: SentQuery) => kind !== 'find' && typeof filter['_id'] === 'string'

function isTwoSided(condition: unknown): boolean {
  const operators = Object.keys(Object(condition))
  return operators.some((name) => name.startsWith('$gt')) && operators.some((name) => name.startsWith('$lt'))
}

describe('queries', () => {
  const store = useTestStore('queries', seed)
  let sent: Awaited<ReturnType<typeof sentBy>>
  beforeAll(async () => {
    sent = await sentBy(store().connection, everyMethod)
  }, 60_000)

  async function everyMethod() {
    const { users, datasets, executions, shards, results, events, audit, keys, keyRotations, leases, sessions } =
      store()
    const { invitations, mends, resumables, siteLists, leakReviews, releases, reviews, webhooks, webhookDeliveries } =
      store()
    const { workspaces, shares } = store()
    await workspaces.get('none')
    await workspaces.list()
    await workspaces.ofUser('u3')
    await workspaces.setMember('none', { userId: 'u1', role: 'owner' })
    await workspaces.removeMember('none', 'u1')
    await workspaces.remove('none')
    await shares.ofDataset('d3')
    await shares.ofTeams(['t3'])
    await shares.ofUser('u3')
    await releases.add([newRelease()])
    await releases.ofDataset('d7', 20)
    await releases.removeOf('none')
    await leakReviews.get(id(7))
    await leakReviews.signedOf('d7')
    await leakReviews.begin(newLeakReview())
    await leakReviews.mark(id(8), 'c1', { by: 'u1', at: second(0), leaks: [] })
    await leakReviews.signOff(id(8), { by: 'u1', at: second(0) })
    await siteLists.find('w1', 'l7')
    await siteLists.find('w1', 'l7', 8)
    await siteLists.newest('w1', 20)
    await siteLists.create(newSiteList({ name: 'another' }))
    await users.get(id(7))
    await users.byEmail('7@example.org')
    await users.list('w1', null, 20)
    await users.list('w1', id(400), 20)
    await datasets.get(id(7))
    for (const cursor of [null, id(400)]) {
      await datasets.list({ workspaceId: 'w1' }, cursor, 20)
      await datasets.list({ workspaceId: 'w1', userId: 'u3' }, cursor, 20)
      await executions.list({ workspaceId: 'w1' }, cursor, 20)
      await executions.list({ workspaceId: 'w1', userId: 'u3' }, cursor, 20)
      await audit.newestGroups(cursor, 20)
      const theirs = { workspaceId: 'w1', userId: 'u3', workspaceIds: ['w2'] }
      await executions.list({ ...theirs, datasetIds: ['d7'] }, cursor, 20)
      await datasets.list({ ...theirs, datasetIds: [id(6)] }, cursor, 20)
    }
    await audit.groups(20)
    await audit.removeGroups([id(3)])
    await audit.head()
    await audit.batchOf(70)
    await audit.batchesFrom(40, 60)
    await audit.batchesWith(['k3', 'k5'], 400, 20)
    await audit.tiles(['0.0'])
    await audit.putTiles([{ level: 0, index: 0, hashes: Buffer.alloc(32) }])
    await audit.subjectKey('s')
    await audit.shredSubject('s')
    for (const after of [null, id(400)]) {
      await datasets.inspecting(5, after)
      await executions.unfinished(10, after)
    }
    await executions.get(id(7))
    await executions.activeFor('e80')
    await executions.activeFor('d3')
    await executions.ofDataset('e80')
    await results.removeOf('none')
    await mends.removeOf('none')
    await shards.removePlan('none')
    await datasets.toPurge(second(200), 10)
    await datasets.restorable({ workspaceId: 'w1' }, 20)
    await datasets.softDelete(id(9), 'ready', second(0), second(1))
    await datasets.restore(id(9))
    await datasets.beginPurge('none', second(0))
    await datasets.endPurge('none')
    await executions.events(id(7), 0, 10)
    await events.between('e3', 100, 150)
    await events.hasKey('e3', 'k103')
    await shards.open(PLAN, 3_990, 16)
    await shards.open(PLAN, 0, 16)
    await shards.range(PLAN, 0, 40)
    await datasets.overdue(second(9), 10)
    await datasets.unpackedUntil(second(9), 10)
    await datasets.noteUnpackedGone(id(9), second(9), second(10))
    await datasets.keepUnpacked(id(9))
    await datasets.noteUnpackedSwept(id(9))
    await datasets.sameBytes({ workspaceId: 'w1' }, 'a'.repeat(64))
    await datasets.bytesOf('u3')
    await datasets.isAnyIn('w1')
    await datasets.transfer('none', { workspaceId: 'w1', userId: 'u1' }, { workspaceId: 'w2', userId: 'u2' })
    await executions.transfer('none', 'w2', ['u1'])
    await executions.unsweptEndedBetween(second(0), second(100), 10)
    await executions.noteTextGone('none', second(0))
    await executions.keepText('none')
    await executions.noteTextSwept('none')
    await results.forgetReuse('e1', 'd1', 'quality')
    await datasets.atVersion(id(7), 3)
    await datasets.earlierVersions('d3')
    await datasets.addVersion(id(8), 1, { files: [], sizeBytes: 1, sha256: 'x' })
    await resumables.get(id(7))
    await resumables.openFor('d100')
    await resumables.openOf('u2')
    await resumables.expired(second(100), 10)
    await resumables.openUntil(second(200), 10)
    await resumables.append('none', 0, [], second(0))
    await resumables.finish('none', 'd', false)
    await resumables.remove('none')
    await leases.ask('queries')
    await leases.isAskedFor('queries', 'me')
    await results.get('e1', 'd1', 'quality')
    await results.ofExecution('e1')
    await results.latest('d4', 'quality')
    await results.reusable('w1', 'r1')
    await results.validation('s1')
    await keys.get(id(7))
    await keys.wrappedBy('k7', '', 20)
    await keys.wrappedBy('k7', id(300), 20)
    await keys.count('k7')
    await keys.rewrap(newDataKey(), { kekId: 'k', wrapped: Buffer.from('x') })
    await keyRotations.latest()
    await keyRotations.advance('none', '', { cursor: 'a', done: 1, failed: 0, status: 'done', finishedAt: null })
    await users.ofRole('w1', 'user')
    await sessions.live(id(7), second(0))
    await sessions.ofUser('u3', second(0))
    await sessions.rotate('never issued', { tokenHash: 'x', now: second(0), active: true })
    await invitations.find('t7', second(0))
    await mends.get(id(7))
    await mends.ofDataset('d7', 20, null)
    await mends.ofDataset('d7', 20, id(300))
    await mends.save(newMend())
    await mends.release([id(8)], { version: 2, releasedBy: 'u1', releasedAt: second(0) })
    await reviews.get(id(7))
    for (const after of [null, '1.']) {
      await reviews.list('d7', null, after, 20)
      await reviews.list('d20', 'settled', after, 20)
    }
    await reviews.add([newReview()])
    await reviews.change('none', 0, { status: 'open', verdicts: [], final: null, settledBy: null, settledAt: null })
    await reviews.removeOf('none')
    // Of today, since those of days long past are swept away meanwhile.
    await reviews.expose('u1', new Date(), 'a', 1)
    await leases.acquire('queries', 'me', 1000)
    await leases.release('queries', 'me')
    const execution = newExecution()
    const idempotency = { key: 'key', bodyHash: 'hash' }
    await executions.create(execution, idempotency)
    await executions.create(newExecution(), idempotency)
    const event = { key: 'k', event: 'checkpoint.save' as const, data: {} }
    await executions.transition(execution.id, { from: ['running'], round: 1, event })
    await executions.transition(execution.id, { from: ['running'], to: 'failed', event: { ...event, key: 'end' } })
    await executions.transition(execution.id, { from: ['running'], event })
    await executions.usedBy('u1', second(0))
    await executions.withKey('u1', 'key')
    await executions.restart(execution.id, 1, [])
    await executions.advanceRound(execution.id, 2)
    const plan = { plan: 'other', executionId: 'e', datasetId: 'd', stage: 'quality' as const, count: 2 }
    await shards.plan(plan)
    await shards.claim('other', 0, 2)
    await shards.handBack('other', 0)
    await shards.commit('other', 0, 't', newShardResult('a'))
    await shards.park('other', 1, 'X')
    await shards.reopen('other', 1)
    await shards.park('other', 1, 'X')
    await shards.reopen('other')
    await shards.parked(10)
    await datasets.describe('none', { name: 'x' })
    await users.setPassword('none', 'x')
    await keys.destroy('none')
    await sessions.endAll('none')
    await sessions.endAll('none', 'but one')
    await sessions.end('none')
    await invitations.open(newInvitation({ userId: 'none' }), 'new')
    await invitations.use('none')
    await executions.untold(10)
    await executions.told('none', 3)
    await webhooks.list('w1')
    await webhooks.get('none')
    await webhooks.enable('none')
    await webhooks.disable('none', 'failing', second(0))
    await webhooks.failing('none', second(0))
    await webhookDeliveries.ofWebhook('h7', 20)
    await webhookDeliveries.claim(second(1), second(100), 10)
    await webhookDeliveries.replay('none', second(0))
  }

  it('never scan a collection', async () => {
    const scanning = []
    for (const query of sent.queries) {
      // Changes of one document go by its id; the embedded server explains them as it would a find, which they are not.
      if (goesById(query)) continue
      const stages = await planOf(store().connection, query)
      if (stages.includes('COLLSCAN') || stages.length === 0) scanning.push(described(query))
    }
    expect(sent.queries.length).toBeGreaterThan(60)
    expect(scanning).toEqual([])
  })

  it('find the same with their indexes as by scanning', async () => {
    const { connection } = store()
    const different = []
    const byShape = new Map(sent.queries.map((query) => [described(query), query]))
    const finds = [...byShape.values()].filter(({ kind }) => kind === 'find')
    const found = await Promise.all(finds.map((query) => idsOf(connection, query)))
    const scanned = await Promise.all(finds.map((query) => idsOf(connection, query, { $natural: 1 })))
    for (const [at, query] of finds.entries())
      if (found[at].join() !== scanned[at].join()) different.push(described(query))
    expect(different).toEqual([])
    expect(found.filter((ids) => ids.length > 0).length).toBeGreaterThan(40)
  }, 60_000)

  it('avoid what the embedded server answers wrongly or slowly', () => {
    const filters = sent.queries.map(described).join()
    expect(sent.names).not.toContain('findAndModify')
    expect(filters).not.toMatch(/\$regex|\$expr|\$where/)
    const models = Object.values(store().connection.models)
    const schemas = new Map(models.map(({ collection, schema }) => [collection.name, schema]))
    const conditions = sent.queries.flatMap(({ collection, filter }) =>
      Object.entries(filter).map(([path, condition]) => ({ path, condition, schema: schemas.get(collection) })),
    )
    expect(conditions.filter(({ condition }) => condition instanceof RegExp)).toEqual([])
    const ranges = conditions.filter(({ condition }) => isTwoSided(condition))
    expect(ranges.length).toBeGreaterThan(0)
    expect(ranges.filter(({ path, schema }) => schema?.path(path).instance === 'Array')).toEqual([])
  })
})
