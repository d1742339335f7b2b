import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { STAGES } from '@techdeck/contracts'
import { sha256 } from '@techdeck/core'

jest.setTimeout(120_000)

const ROOT = resolve(import.meta.dirname, '../../..')
let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'techdeck-up-'))
})
afterAll(async () => {
  await techdeck('down')
  await rm(home, { recursive: true })
})

/** Runs the command line as a person would, with servers of its own. */
async function techdeck(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return typing('', ...args)
}

/** The same with lines on standard input. */
const typing = (input: string, ...args: string[]) => closed(starting(input, args))
const started = (...args: string[]) => starting('', args)

function starting(input: string, args: readonly string[]) {
  const environment = { ...process.env, TECHDECK_HOME: home, REDIS_URL: '', MONGODB_URI: '', LOG_LEVEL: 'info' }
  const tools = {
    TECHDECK_TOOLS: process.env['TECHDECK_TOOLS'] ?? join(process.env['HOME'] ?? '', '.techdeck', 'tools'),
  }
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/main.ts'), ...args], {
    env: { ...environment, ...tools },
  })
  child.stdin.end(input)
  return child
}

async function closed(child: ReturnType<typeof started>): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const [code] = await once(child, 'close')
  return { code, out, err }
}

/** From the link that `up` prints to signing out again. */
async function signsPeopleIn(): Promise<void> {
  const linkOf = (text: string) => /http:\S+\/invite#[\w-]{43}/.exec(text)?.[0] ?? ''
  const first = linkOf((await techdeck('up')).out)
  const setUp = await typing(`${first}\ncorrect horse battery\n`, 'password', '--link')
  // A link for nobody in particular asks who it is, which needs a terminal.
  expect(setUp).toMatchObject({ code: 2, err: expect.stringContaining('terminal') })
  const ada = (await techdeck('users', 'add', 'ada@example.org', '--admin')).out
  const set = await typing(`${linkOf(ada)}\ncorrect horse battery\n`, 'password', '--link')
  expect(set).toMatchObject({ code: 0, out: expect.stringContaining('./techdeck login ada@example.org') })
  expect(linkOf((await techdeck('up')).out)).toBe('')
  expect((await techdeck('logs')).out).not.toContain('/invite#')

  expect(await typing('correct horse battery\n', 'login', 'ada@example.org')).toMatchObject({ code: 0 })
  expect((await techdeck('sessions')).out).toContain('cli (this)')
  const sam = await json('users', 'add', 'sam@example.org', '--role', 'moderator')
  expect(sam).toMatchObject({ role: 'moderator', invitation: { url: expect.stringContaining('/invite#') } })
  expect((await techdeck('users', 'disable', 'sam@example.org')).out).toBe('sam@example.org is moderator, disabled.\n')
  expect((await techdeck('logout')).out).toContain('Signed out')
  expect((await techdeck('logout')).out).toBe('Nobody was signed in.\n')
}

/** A large file whose upload is interrupted, until it was while bytes were on their way. */
async function goesOnWithUploads(): Promise<void> {
  const path = join(home, 'large.jsonl')
  const line = '{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"yes"}]}\n'
  const states = join(home, 'uploads.json')
  const isThere = () =>
    readFile(states, 'utf8').then(
      (text) => text.includes('/api/v1/uploads/'),
      () => false,
    )
  for (let round = 1; ; round++) {
    await writeFile(path, `${round}${line.repeat(220_000)}`)
    const first = started('upload', path)
    const ended = closed(first)
    while (first.exitCode === null && !(await isThere())) await new Promise((tick) => setTimeout(tick, 2))
    first.kill('SIGINT')
    const { code, err } = await ended
    if (code === 0 && round < 5) continue
    expect([code, err]).toEqual([130, expect.stringContaining('goes on where this one was')])
    expect(await readFile(states, 'utf8')).not.toContain('large')
    break
  }
  const { out, err } = await techdeck('upload', path, '--json')
  expect(err).toContain('Going on with an upload that broke off.')
  const bytes = await readFile(path)
  expect(JSON.parse(out)).toMatchObject({ sha256: sha256(bytes), size_bytes: bytes.length, name: 'large.jsonl' })
  expect(await isThere()).toBe(false)
  const { id } = JSON.parse(out)
  expect(await json('upload', path)).toMatchObject({ known: true, id })
  const beside = join(home, 'beside.jsonl')
  await writeFile(beside, line)
  const together = await json('upload', path, beside)
  expect(together.files.map(({ name }: { name: string }) => name)).toEqual(['large.jsonl', 'beside.jsonl'])
  expect(await json('upload', path, beside)).toMatchObject({ known: true, id: together.id })
  await addsFilesAndDeletes(id)
}

async function addsFilesAndDeletes(id: string): Promise<void> {
  const more = join(home, 'more.jsonl')
  await writeFile(more, '{"messages":[{"role":"user","content":"hello"},{"role":"assistant","content":"hi"}]}\n')
  expect(await json('datasets', 'add', id, more)).toMatchObject({
    id,
    version: 2,
    status: 'ready',
    files: { length: 2 },
  })
  expect((await json('datasets', 'versions', id)).map(({ version }: { version: number }) => version)).toEqual([2, 1])
  const { out } = await techdeck('datasets', 'delete', id)
  expect(out).toContain(`./techdeck datasets restore ${id}`)
  expect(await techdeck('datasets', id)).toMatchObject({ code: 4 })
  expect(await json('datasets', 'restore', id)).toMatchObject({ id, version: 2, status: 'ready' })
}

const json = async (...args: string[]) => JSON.parse((await techdeck(...args, '--json')).out)

describe('the local stack, from the command line', () => {
  it('is not there before it is started', async () => {
    expect(await techdeck('status')).toMatchObject({ code: 5, out: expect.stringContaining('./techdeck up') })
    expect(await techdeck('token')).toMatchObject({ code: 5, out: '', err: expect.stringContaining('./techdeck up') })
    expect(await techdeck('down')).toMatchObject({ code: 0, out: 'Nothing was running.\n' })
    expect(await techdeck('logs', 'api')).toMatchObject({ code: 4 })
  })

  it('refuses what it does not understand, and says what it would', async () => {
    expect(await techdeck('up', '--port', '99999')).toMatchObject({
      code: 2,
      err: expect.stringContaining('1 to 65535'),
    })
    expect(await techdeck('token', '--ttl', '31d')).toMatchObject({
      code: 2,
      err: expect.stringContaining('at most 30d'),
    })
    expect(await techdeck('token', '--role', 'king')).toMatchObject({
      code: 2,
      err: expect.stringContaining('moderator'),
    })
  })

  it('starts in the background, lets people in by tokens of their role, and stops', async () => {
    const up = await json('up', '--detach')
    expect(up.services.map((service: { state: string }) => service.state)).toEqual(Array(10).fill('ready'))
    expect(await json('status')).toMatchObject(up)
    expect(await json('up')).toEqual(up)

    const signIn = (token: string) =>
      fetch(`${up.api_url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } })
    for (const role of ['user', 'admin']) {
      const { out: token } = await techdeck('token', '--role', role)
      const answer = await signIn(token.trim())
      expect(await answer.json()).toMatchObject({ success: true, data: { role } })
    }
    const { access_token: token, expires_in: seconds, user } = await json('token', '--role', 'user', '--ttl', '30m')
    expect([seconds, user.role]).toEqual([1800, 'user'])
    expect((await signIn(`${token}x`)).status).toBe(401)

    await goesOnWithUploads()
    await signsPeopleIn()
    expect((await techdeck('logs', 'api', '-n', '1')).out).toContain('"service":"api"')
    expect((await techdeck('logs')).out).toContain('worker-quality')
    expect(await json('down')).toEqual({ stopped: up.services.map((service: { name: string }) => service.name) })
    expect((await techdeck('status')).code).toBe(5)
  })

  it('runs all stages in one worker where it is told to', async () => {
    const { services } = await json('up', '--detach', '--one-worker')
    const names = services.map(({ name }: { name: string }) => name)
    expect(names).toEqual(['redis', 'mongo', 'api', 'worker-all', 'mcp'])
    expect((await json('workers')).workers).toMatchObject([{ stages: STAGES }])
    await techdeck('down')
  })

  it('says why it does not start', async () => {
    const file = join(home, 'file')
    await writeFile(file, '')
    const { code, err } = await techdeck('up', '--detach', '--home', join(file, 'below'))
    expect(code).toBeGreaterThan(0)
    expect(err).toContain('techdeck:')
  })
})
