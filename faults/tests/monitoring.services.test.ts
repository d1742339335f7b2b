import { execFile } from 'node:child_process'
import { readFile, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { writeConversations } from '@techdeck/bench/conversations'
import { uploadReady } from '@techdeck/bench/stack'
import { STAGES } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { homePaths } from '@techdeck/devstack'
import { MongoClient } from 'mongodb'
import { parse } from 'yaml'
import { scrape, type Series } from './support/metrics.ts'
import { askedBy } from './support/promql.ts'
import { findPromtool, firing, type Looks } from './support/promtool.ts'
import { startTestStack, type TestStack } from './support/test-stack.ts'

const ROOT = join(import.meta.dirname, '../..')
const RULES = join(ROOT, 'deploy/monitoring/rules.yml')
const DASHBOARDS = join(ROOT, 'deploy/monitoring/grafana/dashboards')
const MB = 1024 ** 2

interface Rule {
  record?: string
  alert?: string
  expr: string
  labels?: { severity?: string }
  annotations?: { summary?: string; runbook?: string }
}

const rules = (parse(await readFile(RULES, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (each) => each.rules,
)
const alerts = rules.filter(({ alert }) => alert !== undefined)
const promtool = await findPromtool()
if (!promtool) console.warn('No alert is caused: promtool is not on PATH (on Debian: apt install prometheus).')

let system: TestStack
let targets: { [target: string]: string }
let database: MongoClient
beforeAll(async () => {
  const { bavail, bsize } = await statfs(tmpdir())
  system = await startTestStack({
    workers: [STAGES, STAGES.toReversed()],
    // There is room, but not three times as much as is needed.
    environment: {
      RECONCILE_MS: '1000',
      MAX_WAITING_REQUESTS: '40',
      MIN_FREE_MB: String(Math.floor((bavail * bsize) / MB / 2)),
    },
  })
  const workers = system.stack.services.filter(({ name }) => name.startsWith('worker-'))
  targets = {
    'techdeck-api/api': system.metricsUrl,
    ...Object.fromEntries(workers.map(({ name, url }) => [`techdeck-worker/${name}`, `${url}/metrics`])),
  }
  database = await MongoClient.connect(system.stack.environment['MONGODB_URI']!)
  const path = join(system.folder, 'sessions.jsonl')
  await writeConversations(path, 40, 1)
  await run(await uploadReady(system, path))
}, 180_000)
afterAll(async () => {
  await database?.close()
  await system?.close()
})

/** Runs a data set to its end, with somebody who watches over a socket. */
async function run(dataset: string): Promise<void> {
  const { id } = await system.client.executePipeline({ body: { dataset_ids: [dataset], quality_threshold: 0 } })
  for await (const _ of system.client.live().watch(id)) {
    // What comes is not looked at.
  }
}

describe('rules and dashboards', () => {
  it('ask for nothing but what the API and workers really tell', async () => {
    const told = new Map<string, Set<string>>()
    for (const { name, labels } of await scrape(targets)) {
      const known = told.get(name) ?? new Set(['job', 'instance'])
      for (const label of Object.keys(labels)) known.add(label)
      told.set(name, known)
    }
    // These are there once they were counted.
    const counted = {
      techdeck_job_failures_total: ['kind', 'stage'],
      techdeck_job_retries_total: ['kind', 'stage'],
      techdeck_jobs_stalled_total: ['queue'],
      techdeck_shed_total: ['reason'],
      techdeck_backup_age_seconds: [],
    }
    for (const [name, labels] of Object.entries(counted))
      told.set(name, new Set([...(told.get(name) ?? ['job', 'instance']), ...labels]))
    for (const { record, expr } of rules) if (record !== undefined) told.set(record, new Set(askedBy(expr).grouped))

    const boards = await Promise.all(
      (await readdir(DASHBOARDS)).map((name) => readFile(join(DASHBOARDS, name), 'utf8')),
    )
    const panels = boards.flatMap((text) => (JSON.parse(text) as { panels: { targets: { expr: string }[] }[] }).panels)
    const expressions = [...rules, ...panels.flatMap((each) => each.targets)].map(({ expr }) => expr)
    expect(expressions.length).toBeGreaterThan(50)
    const unknown = expressions.flatMap((expr) => {
      const { metrics, grouped } = askedBy(expr)
      return metrics.flatMap(({ name, labels }) =>
        [...labels, ...grouped].filter((label) => !told.get(name)?.has(label)).map((label) => `${name} ${label}`),
      )
    })
    const nowhere = expressions.flatMap((expr) => askedBy(expr).metrics.filter(({ name }) => !told.has(name)))
    expect({ unknown, nowhere }).toEqual({ unknown: [], nowhere: [] })
  })

  it('name for each alert who has to look and when, and a page that says what to do', async () => {
    const pages = await readdir(join(ROOT, 'docs/runbooks'))
    expect(pages.toSorted()).toEqual(alerts.map(({ alert }) => `${alert}.md`).toSorted())
    for (const { alert, labels, annotations } of alerts) {
      expect(['page', 'ticket']).toContain(labels?.severity)
      expect(annotations?.runbook).toBe(`docs/runbooks/${alert}.md`)
      const page = await readFile(join(ROOT, annotations!.runbook!), 'utf8')
      for (const heading of ['## What it means', '## What to look at', '## What to do']) expect(page).toContain(heading)
    }
  })
})

/** What alerts, and when: how long what is caused has to go on. */
interface Cause {
  alerts: string[]
  minutes?: number
  /** Two looks while it is so; or the causing, with looks around it. */
  during: (look: () => Promise<readonly Series[]>) => Promise<void>
  mend?: () => Promise<void>
}

const described = promtool ? describe : describe.skip

described('alerts', () => {
  /** Those that fire where what happened between the first and the last look of a cause goes on. */
  async function firedBy({ during, mend, minutes = 40 }: Omit<Cause, 'alerts'>): Promise<string[]> {
    const looks: { at: number; series: readonly Series[] }[] = []
    try {
      await during(async () => {
        const series = await scrape(targets)
        looks.push({ at: performance.now(), series })
        return series
      })
    } finally {
      await mend?.()
    }
    const [first, last] = [looks[0], looks.at(-1)!]
    const seconds = (last.at - first.at) / 1000
    return firing(promtool!, RULES, { before: first.series, after: last.series, seconds } satisfies Looks, minutes)
  }

  const requests = (count: number, path = '/datasets') =>
    Promise.all(Array.from({ length: count }, () => system.call(path).then(({ status }) => status)))
  const signal = (name: string, what: NodeJS.Signals) => process.kill(system.stack.service(name).state().pid!, what)
  const stopped = async <T>(names: readonly string[], then: () => Promise<T>): Promise<T> => {
    for (const name of names) signal(name, 'SIGSTOP')
    try {
      return await then()
    } finally {
      for (const name of names) signal(name, 'SIGCONT')
    }
  }
  const workers = () => system.stack.services.map(({ name }) => name).filter((name) => name.startsWith('worker-'))
  /** Begins a run of so many conversations, with somebody who watches; waits until it is under way. */
  async function begun(name: string, conversations: number): Promise<() => Promise<void>> {
    const path = join(system.folder, `${name}.jsonl`)
    await writeConversations(path, conversations, conversations + name.length)
    const running = run(await uploadReady(system, path))
    await delay(300)
    return () => running
  }
  const uploading = () => system.call('/datasets', { method: 'POST', body: aFile() })
  /** A file that is told from all others, so that nobody waits for it. */
  function aFile(): FormData {
    const form = new FormData()
    form.append('files', new Blob([`{"turns":[{"role":"client","text":"${Math.random()}"}]}\n`]), 'one.jsonl')
    return form
  }

  // There is little room all the time: see above.
  const ALWAYS = 'TechDeckStorageNearlyFull'
  const caused = new Set<string>([ALWAYS])
  const cause = (what: string, { alerts: expected, ...how }: Cause) =>
    it(`fire when ${what}: ${expected.join(', ')}`, async () => {
      const fired = await firedBy(how)
      expect(fired).toEqual(expect.arrayContaining([ALWAYS, ...expected]))
      for (const each of expected) caused.add(each)
    }, 120_000)

  it('are quiet when all is well, but for the room that there is not', async () => {
    const fired = await firedBy({
      async during(look) {
        await look()
        await requests(20)
        await run(await uploadReady(system, join(system.folder, 'sessions.jsonl')))
        await look()
      },
    })
    expect(fired).toEqual([ALWAYS])
  }, 120_000)

  it('stand in files that Prometheus takes', async () => {
    const config = join(ROOT, 'deploy/monitoring/prometheus.yml')
    const check = async (...args: string[]) => (await promisify(execFile)(promtool!, ['check', ...args])).stdout
    expect(await check('config', '--syntax-only', config)).toContain('SUCCESS')
    expect(await check('rules', RULES)).toContain('SUCCESS')
  })

  cause('a stage is paused while there is work for it', {
    alerts: ['TechDeckQueuePaused', 'TechDeckWorkWaits'],
    async during(look) {
      await system.client.pauseQueue({ params: { stage: 'ingestion' } })
      await uploading()
      await delay(500)
      await look()
      await delay(3000)
      await look()
    },
    mend: async () => void (await system.client.resumeQueue({ params: { stage: 'ingestion' } })),
  })

  cause('workers stand still', {
    alerts: ['TechDeckProcessDown', 'TechDeckNoWorkers'],
    during: (look) =>
      stopped(workers(), async () => {
        await uploading()
        for (let tries = 0; tries < 60 && !(await look()).some(isWithoutWorkers); tries++) await delay(500)
      }),
  })

  cause('a worker is killed in the middle of its work', {
    alerts: ['TechDeckWorkersDie'],
    async during(look) {
      const ended = await begun('killed', 400)
      const [victim] = workers()
      while (!(await isBusy(victim))) await delay(20)
      await look()
      await system.stack.service(victim).kill()
      const end = performance.now() + 30_000
      while (performance.now() < end && !(await look()).some(({ name, value }) => name === STALLED && value > 0))
        await delay(500)
      await ended()
    },
  })

  cause('the API stands still', {
    alerts: ['TechDeckEventLoopLags'],
    async during(look) {
      await look()
      await stopped(['api'], () => delay(2000))
      await look()
    },
  })

  cause('it does while somebody watches', {
    alerts: ['TechDeckSlowEvents'],
    async during(look) {
      const ended = await begun('watched', 400)
      await look()
      await stopped(['api'], () => delay(3000))
      await ended()
      await look()
    },
  })

  cause('the database stands still for some seconds', {
    alerts: ['TechDeckSlowAnswers', 'TechDeckRequestsRefused'],
    async during(look) {
      await look()
      const { asked } = await stopped(['mongo'], async () => {
        const all = requests(120)
        await delay(4000)
        return { asked: all }
      })
      const answers = new Set(await asked)
      if (!answers.has(200) || !answers.has(503)) throw new Error(`They were answered with ${[...answers].join(', ')}.`)
      await look()
    },
  })

  cause('artifacts cannot be written', {
    alerts: ['TechDeckDependencyAway', 'TechDeckErrorsBurnFast', 'TechDeckErrorsBurnSlowly', 'TechDeckJobsFail'],
    minutes: 60,
    async during(look) {
      const { artifacts } = homePaths(system.stack.home)
      const ended = await begun('unwritten', 400)
      await look()
      await rename(artifacts, `${artifacts}-away`)
      await writeFile(artifacts, 'in the way')
      try {
        for (let sent = 0; sent < 10; sent++) await uploading()
        for (let tries = 0; tries < 60 && !hasBoth(await look()); tries++) await delay(300)
      } finally {
        await rm(artifacts)
        await rename(`${artifacts}-away`, artifacts)
      }
      await ended()
    },
  })

  cause('nothing can be added to the audit log', {
    alerts: ['TechDeckAuditLogBehind'],
    async during(look) {
      await database.db().command({ collMod: 'auditBatches', validator: { never: 'there' } })
      await requests(3, '/users')
      await look()
      await delay(3000)
      await look()
    },
    mend: async () => void (await database.db().command({ collMod: 'auditBatches', validator: {} })),
  })

  cause('data sets stay longer than they may', {
    alerts: ['TechDeckRetentionOverdue'],
    minutes: 200,
    async during(look) {
      const dataset = await uploadReady(system, join(system.folder, 'sessions.jsonl'))
      await database
        .db()
        .collection<{ _id: string }>('datasets')
        .updateOne({ _id: dataset }, { $set: { retainUntil: new Date(0) } })
      await look()
      await delay(500)
      await look()
    },
  })

  cause('no backup follows the last one', {
    alerts: ['TechDeckBackupOld'],
    minutes: 210,
    async during(look) {
      const { code, stderr } = await system.cli(['backup', join(system.folder, 'backup')])
      if (code !== 0) throw new Error(stderr)
      await look()
      await delay(2000)
      await look()
    },
  })

  it('were all caused', () => expect([...caused].toSorted()).toEqual(alerts.map(({ alert }) => alert!).toSorted()))
})

const STALLED = 'techdeck_jobs_stalled_total'
const isWithoutWorkers = ({ name, labels, value }: Series) =>
  name === 'techdeck_queue_workers' && labels['queue'] === 'ingestion' && value === 0
const hasBoth = (series: readonly Series[]): boolean =>
  series.some(({ name, value }) => name === 'techdeck_breaker_open' && value === 1) &&
  series.some(({ name, value }) => name === 'techdeck_job_failures_total' && value > 0)

async function isBusy(worker: string): Promise<boolean> {
  const series = await scrape({ [`techdeck-worker/${worker}`]: targets[`techdeck-worker/${worker}`] })
  return series.some(({ name, value }) => name === 'techdeck_threads_busy' && value > 0)
}
