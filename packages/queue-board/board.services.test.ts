import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Worker } from 'bullmq'
import { STAGES, USER_ROLES, type User } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { ACTIONS } from './operations.ts'
import { addJob, startBoard, type TestBoard, type Visitor } from './testing/start-board.ts'

const PAGES = ['/', '/queue/ingestion', '/static/images/logo.svg']
const DATA = ['/api/queues', `/api/queues/ingestion/${newId()}`, '/api/queues/ingestion/metrics', '/api/nothing']
const RETRY = '/api/queues/ingestion/retry/failed'

let board: TestBoard
let writable: TestBoard
let admin: User
let visitor: Visitor
beforeAll(async () => {
  board = await startBoard()
  writable = await startBoard({ writable: true, ...shared(board) })
  admin = await board.user()
  visitor = await board.visitor(admin)
}, 60_000)
afterAll(async () => {
  await writable?.close()
  await board?.close()
})

/** What another board has in common with the first. */
const shared = ({ queues, audit, store: { users, sessions } }: TestBoard) => ({ queues, audit, users, sessions })

describe('the board', () => {
  it('is shown to administrators, with its parts', async () => {
    for (const path of PAGES) expect((await board.ask(path, { headers: visitor.reads })).status).toBe(200)
    const { body } = await board.ask('/api/queues', { headers: visitor.reads })
    expect(body.queues.map(({ name }: { name: string }) => name)).toEqual(['pipeline', ...STAGES])
  })

  it('asks everybody else to sign in, and shows them nothing', async () => {
    for (const headers of [{}, { ...visitor.reads, cookie: '__Secure-techdeck_queues=x' }])
      for (const path of [...PAGES, ...DATA, '/other']) {
        const { status, text } = await board.ask(path, { headers })
        expect([path, status]).toEqual([path, 401])
        expect(text).toMatch(
          path.startsWith('/api/') ? /^{"error":{"key":"ERRORS.FORBIDDEN"}}$/ : /sign in.*href="\/"/is,
        )
      }
  })

  it('is for the role that manages queues alone', async () => {
    for (const role of USER_ROLES) {
      const { reads, writes } = await writable.visitor(await board.user({ role }))
      const status = role === 'admin' ? 200 : 403
      for (const path of [...PAGES, '/api/queues']) {
        const answer = await writable.ask(path, { headers: reads })
        expect([role, path, answer.status]).toEqual([role, path, status])
      }
      expect((await writable.ask(RETRY, { method: 'PUT', headers: writes })).status).toBe(status)
    }
  })

  it.each<[string, (user: User, sessionId: string) => Promise<unknown>, number]>([
    ['the session has ended', (_, sessionId) => board.store.sessions.end(sessionId), 401],
    ['the role is taken away', ({ id }) => board.store.users.update(id, { role: 'moderator' }), 403],
    ['the account is disabled', ({ id }) => board.store.users.update(id, { isActive: false }), 401],
  ])('lets nobody stay when %s', async (_, happens, status) => {
    const user = await board.user()
    const sessionId = await board.session(user)
    const { reads } = await board.visitor(user, sessionId)
    expect((await board.ask('/api/queues', { headers: reads })).status).toBe(200)
    await happens(user, sessionId)
    for (const path of ['/', '/api/queues']) expect((await board.ask(path, { headers: reads })).status).toBe(status)
  })

  it('takes the session of another, one that was idle and a pass that has expired for none', async () => {
    const user = await board.user()
    const others = await board.session(admin)
    const idle = await board.session(user, { lastActiveAt: new Date(Date.now() - 61_000) })
    for (const sessionId of [others, idle]) {
      const { reads } = await board.visitor(user, sessionId)
      expect((await board.ask('/', { headers: reads })).status).toBe(401)
    }
    const before = new Set(await board.redis.keys('techdeck:pass:*'))
    const { reads } = await board.visitor(user)
    const added = (await board.redis.keys('techdeck:pass:*')).filter((key: string) => !before.has(key))
    const own = []
    for (const key of added) if ((await board.redis.get(key))?.includes(user.id)) own.push(key)
    // What its time does.
    await board.redis.del(own)
    expect((await board.ask('/', { headers: reads })).status).toBe(401)
  })

  it('says that it is not available while passes cannot be looked at, and not why', async () => {
    const away = await startBoard({ passes: { find: () => Promise.reject(new Error('redis://user:secret@host')) } })
    const { status, text } = await away.ask('/', { headers: visitor.reads })
    const said = `${text} ${away.logs.join(' ')}`
    await away.close()
    expect(status).toBe(503)
    expect(said).not.toContain('secret')
  })

  it('lets its page load nothing from elsewhere, run nothing inline and be framed by nobody', async () => {
    const { text, headers } = await board.ask('/', { headers: visitor.reads })
    expect(text).not.toMatch(/https?:|style=|<style| on\w+=/)
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /)
    expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/)
    expect(headers['x-frame-options']).toBe('DENY')
  })
})

describe('cookies of a pass', () => {
  it('go to the board alone, over TLS, from its own site', async () => {
    const { pass } = await board.passes.issue({ userId: admin.id, sessionId: null })
    const headers = { host: 'techdeck.test', 'x-forwarded-proto': 'https' }
    const answer = await board.app.inject({ method: 'POST', url: '/pass', payload: { pass }, headers })
    const [own, token] = answer.headers['set-cookie'] as string[]
    expect(own).toBe(
      `__Secure-techdeck_queues=${pass}; Max-Age=60; Path=/admin/queues; HttpOnly; SameSite=Strict; Secure`,
    )
    expect(token).toMatch(/^XSRF-TOKEN=[\w-]{43}; Max-Age=60; Path=\/admin\/queues; SameSite=Strict; Secure$/)
    expect(token).not.toContain(pass)
  })
})

describe('a change', () => {
  it('is refused while the board is read-only, whatever it is', async () => {
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE'] as const)
      for (const path of [RETRY, '/api/queues/pause', '/api/queues/ingestion/obliterate', '/', '/other'])
        expect((await board.ask(path, { method, headers: visitor.writes })).status).toBe(405)
    const { body } = await board.ask('/api/queues', { headers: visitor.reads })
    for (const { readOnlyMode, allowRetries } of body.queues)
      expect([readOnlyMode, allowRetries]).toEqual([true, false])
  })

  it.each<[string, (writes: Record<string, string>) => Record<string, string>]>([
    ['another site', (writes) => ({ ...writes, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['another origin', (writes) => ({ ...writes, origin: 'https://evil.example' })],
    ['a neighbour of the same site', (writes) => ({ ...writes, 'sec-fetch-site': 'same-site' })],
    ['a form', (writes) => ({ ...writes, 'sec-fetch-mode': 'navigate', 'x-xsrf-token': '' })],
    ['somewhere that it does not say', (writes) => without(writes, 'origin')],
    ['an opaque origin', (writes) => ({ ...writes, origin: 'null' })],
    ['a page without the token', (writes) => without(writes, 'x-xsrf-token')],
    ['a page with another token', (writes) => ({ ...writes, 'x-xsrf-token': 'x'.repeat(43) })],
  ])('from %s is refused', async (_, change) => {
    const { writes } = await writable.visitor(admin)
    const { id } = await addJob(board, {})
    for (const path of [RETRY, '/api/queues/pause', `/api/queues/ingestion/${id}/promote`])
      expect((await writable.ask(path, { method: 'PUT', headers: change(writes) })).status).toBe(403)
  })

  it('is no more than what is listed: nothing makes, edits or removes jobs', async () => {
    const { queue, id } = await addJob(board, {})
    const { writes } = await writable.visitor(admin)
    const job = `/api/queues/ingestion/${id}`
    const closed = [
      ['POST', '/api/queues/ingestion/add'],
      ['PATCH', `${job}/update-data`],
      ['PATCH', `${job}/delay`],
      ['PATCH', `${job}/priority`],
      ['PUT', `${job}/clean`],
      ['PUT', `${job}/remove-unprocessed-children`],
      ['PUT', '/api/queues/ingestion/clean/wait'],
      ['PUT', '/api/queues/ingestion/empty'],
      ['PUT', '/api/queues/ingestion/obliterate'],
      ['PUT', '/api/queues/ingestion/concurrency'],
      ['PUT', '/api/queues/ingestion/rate-limit'],
      ['PUT', '/api/queues/ingestion/retry/completed'],
    ] as const
    for (const [method, path] of closed) {
      const payload = { name: 'x', data: {}, delay: 1, force: true, concurrency: 1 }
      const { status } = await writable.ask(path, { method, headers: writes, payload })
      expect([path, status]).toEqual([path, 403])
    }
    expect(await queue.getJobState(id)).toBe('waiting')
  })

  it('runs a failed job again, and is in the audit log before that', async () => {
    const { queue, id } = await addJob(board, { stage: 'quality' })
    await fail(board, 'quality', id)
    expect(await queue.getJobState(id)).toBe('failed')
    const sessionId = await board.session(admin, { lastActiveAt: new Date(Date.now() - 30_000) })
    const before = (await board.store.sessions.live(sessionId, new Date()))!.lastActiveAt
    const { writes } = await writable.visitor(admin, sessionId)
    const path = `/api/queues/quality/${id}/retry`
    const { status } = await writable.ask(path, { method: 'PUT', headers: writes })
    expect([status, await queue.getJobState(id)]).toEqual([204, 'waiting'])
    const records = await auditOf(admin)
    expect(records).toContainEqual(
      expect.objectContaining({
        operation: 'queues.retry_job',
        dataId: 'quality',
        details: expect.objectContaining({ job_id: id }),
      }),
    )
    // Whoever changes something is there; a page that only asks is not.
    expect((await board.store.sessions.live(sessionId, new Date()))!.lastActiveAt.getTime()).toBeGreaterThan(
      before.getTime(),
    )
  })

  it('pauses a queue and lets it go on', async () => {
    const { writes } = await writable.visitor(admin)
    const queue = board.queues.find(({ name }) => name === 'export')!
    const put = async (path: string) => (await writable.ask(path, { method: 'PUT', headers: writes })).status
    expect([await put('/api/queues/export/pause'), await queue.isPaused()]).toEqual([200, true])
    expect([await put('/api/queues/export/resume'), await queue.isPaused()]).toEqual([200, false])
    const operations = (await auditOf(admin)).map(({ operation }) => operation)
    expect(operations).toEqual(expect.arrayContaining(['queues.pause', 'queues.resume']))
  })

  it('is not made when it cannot be written down', async () => {
    const audit = { append: () => Promise.reject(new Error('disk full')) }
    const unaudited = await startBoard({ writable: true, ...shared(board), audit })
    const { writes } = await unaudited.visitor(admin)
    const { queue, id } = await addJob(board, { opts: { delay: 60_000 } })
    const path = `/api/queues/ingestion/${id}/promote`
    expect((await unaudited.ask(path, { method: 'PUT', headers: writes })).status).toBe(503)
    expect(await queue.getJobState(id)).toBe('delayed')
    await unaudited.close()
  })

  it('has a name in the audit log, each of its own', () => {
    expect(new Set(ACTIONS.values()).size).toBe(ACTIONS.size)
  })
})

describe('answers', () => {
  const canary = (n: number) => `Canary${n} Jane Doe 555-0100`

  it('hold ids, counts and codes, and nothing of whatever else is in Redis', async () => {
    const executionId = newId()
    const datasetId = newId()
    const { queue, job, id } = await addJob(board, {
      stage: 'processing',
      data: {
        executionId,
        datasetId,
        stage: 'processing',
        round: 1,
        index: 3,
        plan: canary(0),
        text: canary(1),
        note: { deep: canary(2) },
      },
      opts: { failParentOnFailure: false, telemetry: { metadata: canary(3) } },
    })
    await job.log(canary(4))
    await job.updateProgress({ said: canary(5) })
    await job.updateData({ ...job.data, [canary(6)]: 1 })
    const key = queue.toKey(id)
    await fail(board, 'processing', id)
    const fields = ['failedReason', 'returnvalue', 'stacktrace', 'name', 'pb', 'deid', 'defa', 'rjk', 'atm']
    for (const [at, field] of fields.entries()) {
      const said = canary(10 + at)
      await board.redis.hset(
        key,
        field,
        field === 'stacktrace' ? JSON.stringify([said]) : field === 'returnvalue' ? JSON.stringify(said) : said,
      )
    }
    const other = await queue.add(canary(30), {}, { jobId: canary(31) })

    const paths = [
      ...['latest', 'failed', 'waiting'].map(
        (status) => `/api/queues?activeQueue=processing&status=${status}&page=1&jobsPerPage=20`,
      ),
      ...['', '/flow', '/logs'].map((part) => `/api/queues/processing/${id}${part}`),
      `/api/queues/processing/${encodeURIComponent(other.id!)}`,
      '/api/queues/processing/metrics',
      '/api/queues/processing/workers',
      '/api/queues/processing/default-job-options',
      '/api/queues/processing/job-data-schema',
      '/api/job-schedulers',
      '/api/redis/stats',
      `/api/queues/${encodeURIComponent(canary(32))}/x`,
    ]
    const answers = await Promise.all(paths.map((path) => board.ask(path, { headers: visitor.reads })))
    await other.remove()
    const said = answers.map(({ text }) => text).join('\n')
    expect(said).not.toMatch(/Canary|Jane|555/)
    expect(said).not.toMatch(/redis_version|127\.0\.0\.1/)
    expect(answers[3].body.job).toMatchObject({
      id,
      name: '(hidden)',
      failedReason: '(hidden)',
      stacktrace: ['(hidden)'],
      returnValue: null,
      progress: 0,
      data: { executionId, datasetId, stage: 'processing', round: 1, index: 3 },
    })
    expect(answers[5].body).toEqual([])
    expect(board.logs.join('\n')).not.toMatch(/Canary|Jane|555/)
  })

  it('say by which code a job failed', async () => {
    const { id } = await addJob(board, { stage: 'validation' })
    await fail(board, 'validation', id, 'PROCESSING_ERROR_FINAL')
    const { body } = await board.ask(`/api/queues/validation/${id}`, { headers: visitor.reads })
    expect(body).toMatchObject({ job: { name: 'shard', failedReason: 'PROCESSING_ERROR_FINAL' }, status: 'failed' })
  })

  it('are for the board’s own page: another one that may send cookies gets none', async () => {
    const headers = { ...visitor.reads, origin: 'https://other.techdeck.test', 'sec-fetch-site': 'same-site' }
    expect((await board.ask('/api/queues', { headers })).status).toBe(403)
    const followed = { ...visitor.reads, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }
    expect((await board.ask('/', { headers: followed })).status).toBe(200)
  })
})

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name))

/** Ends a waiting job as failed, as a worker that can do nothing with it does. */
async function fail({ queues }: TestBoard, stage: string, id: string, code = 'INTERNAL_ERROR'): Promise<void> {
  const queue = queues.find(({ name }) => name === stage)!
  const { promise, resolve } = Promise.withResolvers<void>()
  const { connection, prefix } = queue.opts
  const worker = new Worker(
    stage,
    async () => {
      const error = new Error(code)
      error.stack = code
      throw error
    },
    { connection, prefix },
  )
  worker.on('failed', (job) => void (job?.id === id && resolve()))
  await promise
  await worker.close()
}

async function auditOf(user: User) {
  return (await board.audit.search({ workspaceId: 'default', userId: user.id }, null, 100)).items
}
