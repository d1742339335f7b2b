import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { createClient, type Client } from '@techdeck/client'
import { STAGES, type ReportView } from '@techdeck/contracts'
import {
  pythonWithTools,
  readDevstackEnv,
  runPython,
  startThrowawayStack,
  type ThrowawayStack,
} from '@techdeck/devstack'
import { buildPackage } from './package/build.ts'
import { credentialsFile, writeCredentials } from './session/credentials.ts'
import { credentialsOf } from './session/renew.ts'
import { csvOf } from './testing/conversations.ts'

// One stack, and those who come to it from outside of the tree: Python, and an installed package.
jest.setTimeout(300_000)

const ROOT = join(import.meta.dirname, '../..')
const PYTHON_CLIENT = join(ROOT, 'clients/python')
const PYTHON = join(ROOT, 'packages/devstack/python')
const NOTEBOOK = join(ROOT, 'examples/load-export.ipynb')
const python = await pythonWithTools(readDevstackEnv(process.env)).then(
  (path) => ({ path, reason: '' }),
  (error: unknown) => ({ path: null, reason: error instanceof Error ? error.message : 'unknown' }),
)
const withPython = python.path === null ? describe.skip : describe
const unlessThere = python.path === null ? ` (left out: ${python.reason})` : ''

let house: ThrowawayStack
let client: Client
let home: string
let file: string
const EMAIL = 'ada@example.org'
const PASSWORD = 'a long enough password of ada'

beforeAll(async () => {
  house = await startThrowawayStack({
    workers: [STAGES],
    environment: { REDIS_URL: undefined, MONGODB_URI: undefined },
  })
  home = join(house.folder, 'elsewhere')
  file = join(house.folder, 'sessions.csv')
  await mkdir(home, { mode: 0o700 })
  await writeFile(file, csvOf(8, 3))
  const token = (await house.techdeck('token', '--role', 'admin')).trim()
  client = createClient({ baseUrl: house.stack.apiUrl, token })
  const { invitation } = await client.createUser({ body: { email: EMAIL, role: 'user' } })
  await client.acceptInvitation({ body: { token: new URL(invitation.url).hash.slice(1), password: PASSWORD } })
  await signIn()
}, 300_000)
afterAll(() => house?.close(), 60_000)

/** Leaves in the home what `./techdeck login` leaves, with an access token that has just run out. */
async function signIn(): Promise<void> {
  const signedIn = await client.login({ body: { email: EMAIL, password: PASSWORD, client: 'cli' } })
  const kept = credentialsOf(house.stack.apiUrl, signedIn, Date.now() - signedIn.expires_in * 1000)
  await writeCredentials(credentialsFile(home), kept)
}

withPython(`from Python${unlessThere}`, () => {
  let seen: Seen
  let notebook: { cells: number }
  beforeAll(async () => {
    const site = join(house.folder, 'site')
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install']
    await promisify(execFile)(python.path!, [
      ...pip,
      '--no-deps',
      '--no-build-isolation',
      '--target',
      site,
      PYTHON_CLIENT,
    ])
    const { access_token } = await client.login({ body: { email: EMAIL, password: PASSWORD, client: 'cli' } })
    const environment = {
      PYTHONPATH: site,
      TECHDECK_API_URL: house.stack.apiUrl,
      TECHDECK_TOKEN: access_token,
      TECHDECK_HOME: home,
    }
    const scratch = join(house.folder, 'python')
    await mkdir(scratch)
    seen = await runPython<Seen>(python.path!, join(PYTHON_CLIENT, 'tests/walk.py'), [file, scratch], environment)
    const made = [join(house.folder, 'notebook'), scratch]
    const program = join(PYTHON, 'run_notebook.py')
    notebook = await runPython(python.path!, program, [NOTEBOOK, ...made], environment)
  })

  it('the package that pip installs from the tree is the one that is used', () => {
    expect(seen.installed).toContain(join(house.folder, 'site'))
  })

  it('the whole job is done, whatever breaks once on the way', () => {
    const { client: said } = seen
    expect(said.broke.toSorted()).toEqual(['download', 'upload', 'watch'])
    expect(said.dataset).toMatchObject({ status: 'ready', conversation_count: 8, name: 'from Python' })
    expect(said).toMatchObject({ again: [true, true], same: true, status: said.end, progress: 100 })
    expect(said.cursors).toEqual(said.cursors.map((_, at) => `1:${at + 1}`))
    expect(said.events).toEqual(['1:3'])
    expect(said.files).toEqual(said.exports)
    expect(said.loaded[0]).toBe(8)
    expect(said.newest).toEqual([said.dataset.id, said.run])
    expect([said.chat, said.compared, said.preview > 0]).toEqual([expect.stringMatching(/assistant|user/), 8, true])
    expect([said.why.outcome, said.counts?.quarantined]).toEqual(['quarantined', expect.any(Number)])
  })

  it('the report is the one of the API, and its figures are those of the frames', async () => {
    const report = await client.getReport({ params: { id: seen.client.run } })
    expect(seen.client.report).toEqual(report)
    expect(seen.client.conservation).toMatchObject(
      report.conservation.stages.map(({ stage, records, conserved }) => ({ stage, ...records, conserved })),
    )
    expect(seen.client.losses.reduce((sum, { count }) => sum + count, 0)).toBe(
      report.conservation.stages.flatMap(({ losses }) => losses).reduce((sum, { count }) => sum + count, 0),
    )
    for (const [part, [rows, columns]] of Object.entries(seen.client.frames))
      expect({ part, rows, hasColumns: columns > 2 }).toEqual({ part, rows: 1, hasColumns: true })
  })

  it('the client that is awaited does the same', () => {
    expect(seen.async).toEqual({
      email: EMAIL,
      together: ['ready', 2],
      progress: 100,
      kinds: ['end', 'event', 'progress'],
      validated: expect.stringMatching(/completed|partial/),
      loaded: 8,
      rows: seen.client.counts?.quarantined,
    })
  })

  it('errors have a type, a code and a next step', () => {
    const { unknown, wrong, missing, unmade, done } = seen.client
    expect([unknown, wrong, missing, unmade, done, seen.profile.refused, seen.profile.away]).toMatchObject([
      { type: 'NotFound', code: 'NOT_FOUND', status: 404, next: expect.stringContaining('executions()') },
      { type: 'InvalidInput', code: 'VALIDATION_ERROR', status: 400 },
      { type: 'InvalidInput', code: 'VALIDATION_ERROR', next: expect.stringContaining('file') },
      { type: 'InvalidInput', next: expect.stringContaining('formats') },
      { type: 'Conflict', code: 'CONFLICT', status: 409 },
      { type: 'NotSignedIn', next: expect.stringContaining('./techdeck login') },
      { type: 'Unavailable', code: 'RESOURCE_UNAVAILABLE', next: expect.stringContaining('TECHDECK_API_URL') },
    ])
  })

  it('who signed in by the command line is signed in, and a token that ran out is renewed for both', () => {
    expect(seen.profile).toMatchObject({ email: EMAIL, renewed: true, mode: '0o600' })
  })

  it('the notebook of the examples makes its export by it', () => {
    expect(notebook.cells).toBeGreaterThan(4)
  })

  it('the client that is not awaited is what is made of the other', async () => {
    const check = promisify(execFile)(python.path!, [join(PYTHON_CLIENT, 'make_sync.py'), '--check'])
    await expect(check).resolves.toBeDefined()
  })
})

describe('an installed package', () => {
  let folder: string
  /** Runs it as somebody does who has nothing but the package. */
  const techdeck = (...args: string[]): Promise<Ran> => installed(folder, args, { TECHDECK_HOME: home })
  const onServer = (...args: string[]): Promise<Ran> =>
    installed(folder, args, { TECHDECK_HOME: home, TECHDECK_API_URL: house.stack.apiUrl })

  beforeAll(async () => {
    folder = join(house.folder, 'clean')
    await mkdir(folder)
    await buildPackage(ROOT, join(house.folder, 'package'))
    const npm = (...args: string[]) => promisify(execFile)('npm', args, { cwd: folder })
    const { stdout } = await npm('pack', '--silent', join(house.folder, 'package'))
    await npm('install', '--silent', '--offline', '--no-audit', '--no-fund', '--prefix', folder, `./${stdout.trim()}`)
    await signIn()
  })

  it('says its version and its commands, and which of them work in a clone alone', async () => {
    expect(await techdeck('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
    expect((await techdeck('help')).out).toContain('  run  ')
    expect(await techdeck('train')).toMatchObject({ code: 2, said: expect.stringContaining('Clone the repository') })
  })

  it('inspects, runs and verifies without a server', async () => {
    const inspected = await techdeck('inspect', file, '--json')
    expect(JSON.parse(inspected.out)).toMatchObject({ format: 'csv', conversations: 8 })
    const local = await techdeck('run', file, '--local', '--out', 'local', '--threshold', '0', '--json')
    expect(JSON.parse(local.out)).toMatchObject({ status: 'completed' })
    expect(await techdeck('verify', 'local')).toMatchObject({ code: 0 })
  })

  it('does the whole job with a TechDeck elsewhere', async () => {
    const ran = await onServer('run', file, '--threshold', '0', '--wait', '--json')
    const { id, status } = JSON.parse(ran.out) as { id: string; status: string }
    expect(status).toBe('completed')
    const watched = (await onServer('watch', id, '--json')).out.trim().split('\n')
    const cursors = watched.slice(0, -1).map((line) => (JSON.parse(line) as { cursor: string }).cursor)
    expect(cursors).toEqual(cursors.map((_, at) => `1:${at + 1}`))
    expect(JSON.parse((await onServer('report', id, '--json')).out)).toEqual(await client.getReport({ params: { id } }))
    expect(await onServer('export', id, '--out', 'exported')).toMatchObject({ code: 0 })
    const why = await onServer('why', `${basename(file)}:2`, '--json')
    expect(JSON.parse(why.out)).toMatchObject({ passports: [{ fate: { outcome: 'exported' } }] })
  })

  it('serves an agent', async () => {
    const environment = { TECHDECK_HOME: home, TECHDECK_API_URL: house.stack.apiUrl }
    const about = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    const asked = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: about })
    const { out } = await installed(folder, ['mcp'], environment, `${asked}\n`)
    expect(JSON.parse(out.split('\n', 1).join(''))).toMatchObject({
      id: 1,
      result: { serverInfo: { name: 'techdeck' } },
    })
  })
})

interface Ran {
  code: number
  out: string
  said: string
}

/** What a command of the installed package did. */
async function installed(
  folder: string,
  args: readonly string[],
  environment: Record<string, string>,
  input = '',
): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('npx', ['--no-install', 'techdeck', ...args], {
    cwd: folder,
    env: { PATH, HOME, ...environment },
    stdio: 'pipe',
  })
  let [out, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, said }
}

interface Failure {
  type: string
  code: string
  status: number
  next: string
}
interface Seen {
  installed: string
  client: {
    broke: string[]
    dataset: { id: string }
    again: unknown[]
    run: string
    same: boolean
    status: string
    cursors: string[]
    end: string
    events: string[]
    report: ReportView
    conservation: object[]
    losses: { count: number }[]
    frames: { [part: string]: [rows: number, columns: number] }
    files: { [name: string]: number }
    exports: { [name: string]: number }
    loaded: [rows: number, fields: string[], type: string]
    chat: string
    why: { outcome: string }
    counts: { quarantined: number } | null
    newest: string[]
    progress: number
    preview: number
    compared: number
  } & { [name in 'unknown' | 'wrong' | 'missing' | 'unmade' | 'done']: Failure }
  async: object
  profile: { email: string; renewed: boolean; mode: string; refused: Failure; away: Failure }
}
