import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { ApiError, createClient, type Client } from '@techdeck/client'
import { delay, seeded, type Random } from '@techdeck/core'
import { percentile } from './lib/clock.ts'
import { writeConversations } from './lib/conversations.ts'
import { peakRssMb, startBenchStack } from './lib/stack.ts'

// Many users at once who do what people do, while workers are busy: how long each operation takes, and what fails.

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '5' },
    /** Mean pause of one user between two requests. */
    'pause-ms': { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
})
const users = Number(values.users)
const durationMs = Number(values.minutes) * 60_000
const pauseMs = Number(values['pause-ms'])
if (!(users >= 1 && durationMs > 0 && pauseMs >= 0)) {
  process.stderr.write('--users takes a number from 1, --minutes one over 0, --pause-ms one from 0.\n')
  process.exit(2)
}
const say = (line: string) => process.stderr.write(`${line}\n`)
const PASSWORD = 'correct horse battery staple'
const GOALS = {
  p95_ms: 250,
  required_p95_ms: 2000,
  error_rate: 0.01,
  socket_p99_ms: 1000,
  upload_p95_ms: 30_000,
  login_p95_ms: 1000,
}

/** Judged by goals of their own. */
const SLOW = new Set(['upload of 10 MB', 'login'])

const times = new Map<string, number[]>()
const errors = new Map<string, number>()
const socketMs: number[] = []

/** Does one operation and notes how long it took, or how it failed. */
async function timed<T>(operation: string, work: () => Promise<T>): Promise<T | undefined> {
  const began = performance.now()
  try {
    const answer = await work()
    const took = performance.now() - began
    const all = times.get(operation)
    if (all) all.push(took)
    else times.set(operation, [took])
    return answer
  } catch (error) {
    // What the state of a run does not allow is an answer like others.
    if (error instanceof ApiError && [404, 409].includes(error.status)) return undefined
    const code = error instanceof ApiError ? error.code : 'NO_ANSWER'
    errors.set(`${operation} ${code}`, (errors.get(`${operation} ${code}`) ?? 0) + 1)
    return undefined
  }
}

interface Person {
  email: string
  client: Client
  random: Random
  datasets: string[]
  runs: string[]
}

/** What people do, and how often beside each other. Reading is most of it. */
const OPERATIONS: readonly [share: number, name: string, work: (person: Person) => Promise<unknown>][] = [
  [10, 'listDatasets', ({ client }) => client.listDatasets({ query: { limit: 20 } })],
  [10, 'listPipelines', ({ client }) => client.listPipelines({ query: { limit: 20 } })],
  [10, 'getDataset', ({ client, datasets }) => client.getDataset({ params: { id: datasets[0] } })],
  [12, 'getPipeline', ({ client, runs }) => client.getPipeline({ params: { id: runs.at(-1)! } })],
  [12, 'getProgress', ({ client, runs }) => client.getProgress({ params: { id: runs.at(-1)! } })],
  [6, 'getReport', ({ client, runs }) => client.getReport({ params: { id: runs[0] } })],
  [5, 'listExports', ({ client, runs }) => client.listExports({ params: { id: runs[0] } })],
  [3, 'getValidation', ({ client, datasets }) => client.getValidation({ params: { dataset_id: datasets[0] } })],
  [3, 'listQuarantine', ({ client, datasets }) => client.listQuarantine({ params: { id: datasets[0] } })],
  [3, 'listReviews', ({ client, datasets }) => client.listReviews({ params: { id: datasets[0] } })],
  [3, 'me', ({ client }) => client.me()],
  [2, 'listSessions', ({ client }) => client.listSessions()],
  [2, 'listTeams', ({ client }) => client.listTeams()],
  [2, 'ready', ({ client }) => client.ready()],
]
const ALL = OPERATIONS.reduce((sum, [share]) => sum + share, 0)

const bench = await startBenchStack({ environment: { AUTH_REQUESTS_PER_MINUTE: '100000' } })
try {
  const small = await fileOf('small.jsonl', 20)
  const large = await fileOf('large.jsonl', 1300)
  say(`${users} users sign in`)
  const people: Person[] = []
  for (let at = 0; at < users; at++) people.push(await enrol(at))
  await Promise.all(people.map((person) => begin(person, small)))
  say(`${users} users for ${values.minutes} min, a request each ${pauseMs} ms on the average`)
  times.clear()
  errors.clear()
  socketMs.length = 0
  const until = performance.now() + durationMs
  await Promise.all(people.map((person) => live(person, { small, large, until })))
  const report = await reportOf()
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exitCode = report.required_met ? 0 : 1
} finally {
  await bench.close()
}

async function fileOf(name: string, conversations: number): Promise<Blob> {
  const path = join(bench.folder, name)
  await writeConversations(path, conversations)
  return new Blob([await readFile(path)])
}

/** Makes a user with a password and signs in. */
async function enrol(at: number): Promise<Person> {
  const email = `user${at}@example.org`
  const { invitation } = await bench.client.createUser({ body: { email, role: 'user' } })
  const token = new URL(invitation.url, bench.stack.apiUrl).hash.replace(/^#(token=)?/, '')
  const anyone = createClient({ baseUrl: bench.stack.apiUrl })
  await anyone.acceptInvitation({ body: { token, password: PASSWORD } })
  const { access_token } = await signIn(email)
  // What is sent again by itself would hide what failed.
  const client = createClient({ baseUrl: bench.stack.apiUrl, token: access_token, retries: 0 })
  return { email, client, random: seeded(Number(values.seed) * 10_000 + at), datasets: [], runs: [] }
}

function signIn(email: string) {
  return createClient({ baseUrl: bench.stack.apiUrl }).login({ body: { email, password: PASSWORD, client: 'cli' } })
}

async function begin(person: Person, file: Blob): Promise<void> {
  await upload(person, 'uploadDataset', file)
  await run(person)
}

async function upload({ client, datasets }: Person, operation: string, content: Blob): Promise<void> {
  const files = [{ name: 'a.jsonl', content }]
  const dataset = await timed(operation, () => client.uploadDataset({ files, force: true }))
  if (dataset) datasets.push(dataset.id)
}

/** Starts a run of the newest data set and watches it to its end over a socket. */
async function run({ client, datasets, runs }: Person): Promise<void> {
  const id = datasets.at(-1)!
  while ((await client.getDataset({ params: { id } })).status === 'inspecting') await delay(250)
  const started = await timed('executePipeline', () =>
    client.executePipeline({ body: { dataset_ids: [id], quality_threshold: 0 } }),
  )
  if (!started) return
  runs.push(started.id)
  for await (const seen of client.watch(started.id, { signal: AbortSignal.timeout(300_000) }))
    if (seen.kind === 'event') socketMs.push(Date.now() - Date.parse(seen.event.timestamp))
}

async function live(
  person: Person,
  { small, large, until }: { small: Blob; large: Blob; until: number },
): Promise<void> {
  const watching: Promise<unknown>[] = []
  let doing: Promise<unknown> | undefined
  while (performance.now() < until) {
    await delay(pauseMs * 2 * person.random.next())
    const dice = person.random.next()
    if (dice < 0.002) await timed('login', () => signIn(person.email))
    else if (dice < 0.003) await upload(person, 'upload of 10 MB', large)
    else if (dice < 0.01 && doing === undefined) {
      // A run goes on beside what its owner reads.
      doing = upload(person, 'uploadDataset', small)
        .then(() => run(person))
        .catch(() => {})
        .finally(() => (doing = undefined))
      watching.push(doing)
    } else {
      let share = person.random.next() * ALL
      const [, name, work] = OPERATIONS.find(([own]) => (share -= own) < 0) ?? OPERATIONS[0]
      await timed(name, () => work(person))
    }
  }
  await Promise.all(watching)
}

async function reportOf() {
  const rows = [...times].map(([operation, all]) => ({ operation, ...figuresOf(all) }))
  for (const { operation, n, p50, p95, p99 } of rows)
    say(`${operation.padEnd(20)} ${String(n).padStart(7)}  p50 ${p50} ms  p95 ${p95} ms  p99 ${p99} ms`)
  const failed = [...errors.values()].reduce((sum, count) => sum + count, 0)
  const requests = rows.reduce((sum, { n }) => sum + n, failed)
  const errorRate = requests > 0 ? failed / requests : 0
  const socket = figuresOf(socketMs)
  const slowest = Math.max(...rows.filter(({ operation }) => !SLOW.has(operation)).map(({ p95 }) => p95))
  const p95Of = (operation: string) => rows.find((row) => row.operation === operation)?.p95 ?? null
  return {
    users,
    minutes: Number(values.minutes),
    requests,
    requests_per_s: Math.round(requests / (durationMs / 1000)),
    error_rate: errorRate,
    errors: Object.fromEntries(errors),
    slowest_p95_ms: slowest,
    upload_10mb_p95_ms: p95Of('upload of 10 MB'),
    login_p95_ms: p95Of('login'),
    socket_ms: socket,
    operations: Object.fromEntries(rows.map(({ operation, ...figures }) => [operation, figures])),
    api_peak_rss_mb: await peakRssMb(bench.stack.service('api').state().pid),
    goals: GOALS,
    required_met:
      slowest <= GOALS.required_p95_ms && errorRate < GOALS.error_rate && !(socket.p99 > GOALS.socket_p99_ms),
  }
}

function figuresOf(all: readonly number[]) {
  const sorted = all.toSorted((a, b) => a - b)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share))
  return { n: sorted.length, p50, p95, p99 }
}
