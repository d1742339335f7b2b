import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLogger, newId } from '@techdeck/core'
import { openChromium } from '@techdeck/devstack/browser'
import { BOARD_PATH, TOKEN_COOKIE, tokenOf } from '@techdeck/queue-board'
import { BullFlowQueue, RedisPasses, connectFailFast } from '@techdeck/redis'
import { connectStore, type Store } from '@techdeck/store'
import type { Page } from 'playwright-core'

const logger = createLogger('test', { level: 'silent' })
const dbName = `test_board_${newId()}`
/** Queues of its own: workers of other tests serve those of the first data base. */
const REDIS_URL = new URL('/9', process.env.REDIS_URL).href
const redis = connectFailFast(REDIS_URL, logger)
const flows = new BullFlowQueue(redis)
let store: Store
let board: { url: string; child: ChildProcess; log: () => string }
beforeAll(async () => {
  const uri = new URL(process.env.MONGODB_URI!)
  uri.pathname = `/${dbName}`
  store = await connectStore({ uri: uri.href })
  board = await startBoard({ MONGODB_URI: uri.href })
}, 60_000)
afterAll(async () => {
  board?.child.kill('SIGKILL')
  await flows.close()
  redis.disconnect()
  await store?.close()
})

/** The board as it is deployed: a process of its own that knows where its servers are, and no secret. */
async function startBoard(environment: Record<string, string>) {
  const { PATH } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { PATH, REDIS_URL, PORT: '0', TECHDECK_QUEUES_WRITABLE: 'on', ...environment },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let log = ''
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  child.once('exit', () => reject(new Error(`The board did not start: ${log}`)))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
    const { url } = /"url":"(?<url>[^"]+)"/.exec(log)?.groups ?? {}
    if (url !== undefined) resolve(url.replace('127.0.0.1', 'localhost'))
  })
  return { url: await promise, child, log: () => log }
}

/** The pass of a new administrator. */
async function newPass(): Promise<{ pass: string; userId: string }> {
  const id = newId()
  const person = { email: `${id}@example.org`, passwordHash: null, role: 'admin' as const, isActive: true }
  const times = { createdAt: new Date(), lastLogin: null, resetRequestedAt: null }
  await store.users.create({ id, workspaceId: 'default', ...person, ...times })
  const { pass } = await new RedisPasses(redis).issue({ userId: id, sessionId: null })
  return { pass, userId: id }
}

describe('the board as a process of its own', () => {
  it('says that it is there, lets in who has a pass, and nobody else', async () => {
    const { pass } = await newPass()
    const status = async (path: string, cookie = '') => (await fetch(board.url + path, { headers: { cookie } })).status
    expect(await status('/health')).toBe(200)
    expect(await status('/admin/queues')).toBe(401)
    expect(await status('/admin/queues', `techdeck_queues=${pass}`)).toBe(200)
  })

  it('shows its pages in a browser, and does what is clicked: within its policy, with nothing from elsewhere', async () => {
    const { pass } = await newPass()
    const executionId = newId()
    await flows.addInspect({ datasetId: executionId, version: 1 })
    const browser = await openChromium()
    try {
      const context = await browser.newContext()
      const cookies = { techdeck_queues: pass, [TOKEN_COOKIE]: tokenOf(pass) }
      const url = board.url + BOARD_PATH
      await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url })))
      const page = await context.newPage()
      const seen = watch(page)
      await page.goto(`${board.url}/admin/queues`)
      await page.getByText('ingestion').first().waitFor()
      await page.goto(`${board.url}/admin/queues/queue/ingestion`)
      await page.getByText('inspect').first().waitFor()
      await page.goto(`${board.url}/admin/queues/queue/ingestion/inspect.${executionId}.v1`)
      await page.getByText(executionId).first().waitFor()
      await page.getByRole('button', { name: 'Queue info' }).click()
      await page.getByText('Connected workers').waitFor()
      await page.goto(`${board.url}/admin/queues`)
      const answered = page.waitForResponse((response) => response.request().method() === 'PUT')
      await pause(page, 'quality')
      const response = await answered
      expect([response.status(), response.url()]).toEqual([200, `${board.url}/admin/queues/api/queues/quality/pause`])
      expect(await queueOf('quality').isPaused()).toBe(true)
      expect(seen).toEqual({ elsewhere: [], said: [], failed: [] })
    } finally {
      await browser.close()
      await queueOf('quality').resume()
      await queueOf('ingestion').remove(`inspect.${executionId}.v1`)
    }
  }, 60_000)

  it('ends in good order', async () => {
    const ended = once(board.child, 'exit')
    board.child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(board.log()).not.toContain('mongodb://')
  })
})

const queueOf = (queue: string) => flows.queues.find(({ name }) => name === queue)!

/** As a person does it. */
async function pause(page: Page, queue: string): Promise<void> {
  const card = page
    .locator('li,div')
    .filter({ has: page.getByRole('link', { name: queue }), hasText: /Jobs?$/ })
    .last()
  await card.locator('button[aria-haspopup=menu]').click()
  await page.getByRole('menuitem', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Confirm' }).click()
}

/** What a page asks for elsewhere, what it complains of, and what it is refused. */
function watch(page: Page): { elsewhere: string[]; said: string[]; failed: string[] } {
  const seen = { elsewhere: [] as string[], said: [] as string[], failed: [] as string[] }
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== board.url) seen.elsewhere.push(url.href)
  })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.said.push(message.text())
  })
  page.on('pageerror', (error) => seen.said.push(error.message))
  page.on('response', (response) => {
    if (response.status() >= 400) seen.failed.push(`${response.status()} ${new URL(response.url()).pathname}`)
  })
  return seen
}
