import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { STAGES } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { createKeyRingFile } from '@techdeck/crypto'
import { readDevstackEnv } from '../env.ts'
import { choosePort, freePort } from '../servers/ports.ts'
import { STOP_GRACE_MS } from '../servers/child.ts'
import { startMark } from '../servers/processes.ts'
import { keepCrew } from './crew.ts'
import { homePaths } from './home.ts'
import { rotateLog } from './logs.ts'
import { appPart, type Part, serverParts } from './parts.ts'
import { createRecorder } from './recorder.ts'
import { type Service, supervise } from './service.ts'
import { isSameProcess, readState } from './state.ts'
import { stopStack } from './stop.ts'
import { buildPage } from '../web/build-page.ts'
import { ONE_WORKER, ONLY_WORKER_NODE_OPTIONS, WORKER_ENVIRONMENT, WORKER_NODE_OPTIONS } from './worker-process.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
export const API_PORT = 5000
/** Where MCP is served to agents, unless that is taken. */
export const MCP_PORT = 5100
/** What streams through the API dies young: a small young generation keeps less of it, and takes uploads faster. */
const API_NODE_OPTIONS = ['--max-semi-space-size=2']

export interface StackOptions {
  /** Folder for data, keys, logs and state; `TECHDECK_HOME` when absent. */
  home?: string
  /** The API's port; 5000 or, when that is taken, a free one when absent. */
  port?: number
  /** What each worker serves; one worker a stage when absent. */
  workers?: readonly (readonly string[])[]
  /** Serve MCP over HTTP too; false when absent. */
  mcp?: boolean
  /** Start services again that end by themselves; true when absent. */
  restart?: boolean
  environment?: Record<string, string | undefined>
  /** The repository whose apps run; this one when absent. */
  root?: string
  /** Gives up starting, and stops what runs already. */
  signal?: AbortSignal
  /** Hears of each step and each download. */
  say?: (line: string) => void
}

/** A local TechDeck: Redis, a MongoDB-wire server, the API and workers, each a process of its own. */
export interface Stack {
  readonly home: string
  readonly apiUrl: string
  /** Where the web page is; `null` where there is none to serve. */
  readonly webUrl: string | null
  /** The environment that its services got: REDIS_URL, MONGODB_URI, TECHDECK_ARTIFACTS, TECHDECK_KEY_FILE … */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `redis`, `mongo`, `api`, then the workers: `worker-` and their stages; `mcp` where it is wanted. */
  readonly services: readonly Service[]
  /** @throws {@link RangeError} for a name that it does not have. */
  service(name: string): Service
  /** Ends workers and API, then the servers; data stay. */
  stop(): Promise<void>
}

/**
 * Starts a local stack and waits until every part answers. What an earlier stack of the same home left running, because
 * its supervisor was killed, is stopped first.
 *
 * @throws {@link ConflictError} when the home's stack runs already or the wanted port is taken.
 * @throws {@link ResourceError} when a part does not start; nothing is left running.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { environment: given = process.env, say = () => {}, restart = true, signal } = options
  const { home } = readDevstackEnv(given, options.home)
  const paths = homePaths(home)
  await makeFolders(home)
  await claim(home)
  // What an earlier stack was told holds no more.
  await rm(paths.crewFile, { force: true })

  const services: Service[] = []
  const record = createRecorder(home, services, await startMark(process.pid))
  const stopping = new AbortController()
  let crew: Promise<void> | undefined
  const stop = async () => {
    record.update({ state: 'stopping' })
    stopping.abort()
    await crew
    const [servers, apps] = [services.slice(0, 2), services.slice(2)]
    for (const group of [apps, servers]) await Promise.all(group.map((service) => stopOne(service, say)))
    await record.close()
  }
  const add = async (part: Part) => {
    await rotateLog(paths.logOf(part.name))
    services.push(supervise({ ...part, restart, changed: record.save }))
  }
  const remove = async (service: Service) => {
    await stopOne(service, say)
    services.splice(services.indexOf(service), 1)
    record.save()
  }
  const untilAllReady = () => Promise.all(services.map((service) => service.ready))
  const abort = () => void Promise.all(services.map((service) => service.stop()))
  signal?.addEventListener('abort', abort, { once: true })

  try {
    const apiPort = await choosePort(API_PORT, options.port)
    const keyFile = given['TECHDECK_KEY_FILE'] ?? paths.keyFile
    await createKeyRingFile(keyFile)

    const page = buildPageOrSay({ root: options.root ?? ROOT, environment: given, signal, say })
    say('starting Redis and the database')
    const { redisUrl, mongoUri, parts } = await serverParts({ paths, environment: given, say })
    for (const part of parts) await add(part)
    await untilAllReady()

    const webDir = given['TECHDECK_WEB_DIR'] || (await page)
    say('starting the API and the workers')
    const environment = {
      ...given,
      NODE_COMPILE_CACHE: given['NODE_COMPILE_CACHE'] ?? join(readDevstackEnv(given).tools, 'compile-cache'),
      HOST: given['HOST'] ?? '127.0.0.1',
      TECHDECK_HOME: home,
      TECHDECK_ARTIFACTS: given['TECHDECK_ARTIFACTS'] ?? paths.artifacts,
      TECHDECK_KEY_FILE: keyFile,
      BACKUP_KEYS_DIR: given['BACKUP_KEYS_DIR'] || paths.backupKeys,
      TECHDECK_LOCAL_TOKENS: given['TECHDECK_LOCAL_TOKENS'] || 'on',
      TECHDECK_WEB_DIR: webDir ?? undefined,
      REDIS_URL: redisUrl,
      MONGODB_URI: mongoUri,
    }
    const apiUrl = `http://127.0.0.1:${apiPort}`
    const webUrl = webDir === null ? null : apiUrl
    record.update({ apiUrl, webUrl, connections: { redisUrl, mongoUri } })
    const app = { root: options.root ?? ROOT, paths }
    const api = { name: 'api', main: 'apps/api/main.ts', port: apiPort, health: '/api/v1/ready' }
    await add(appPart({ ...app, ...api, environment, nodeOptions: API_NODE_OPTIONS }))
    const addWorker = async (stages: readonly string[], name = `worker-${stages.join('-')}`) => {
      const worker = { name, main: 'apps/worker/main.ts', port: await freePort(), health: '/health' }
      const own = { ...WORKER_ENVIRONMENT, ...environment, STAGES: stages.join(','), WORKER_NAME: name }
      const nodeOptions = options.workers === ONE_WORKER ? ONLY_WORKER_NODE_OPTIONS : WORKER_NODE_OPTIONS
      await add(appPart({ ...app, ...worker, environment: own, nodeOptions }))
    }
    for (const stages of options.workers ?? STAGES.map((stage) => [stage])) await addWorker(stages)
    if (options.mcp) {
      const mcp = { name: 'mcp', main: 'apps/mcp/main.ts', port: await choosePort(MCP_PORT), health: '/health' }
      await add(appPart({ ...app, ...mcp, environment: { ...environment, TECHDECK_API_URL: apiUrl } }))
    }
    await untilAllReady()
    crew = keepCrew(
      { home, services, hire: (stage, name) => addWorker([stage], name), dismiss: remove },
      stopping.signal,
    )
    record.update({ state: 'ready' })
    await record.flush()

    const service = (name: string) => {
      const found = services.find((each) => each.name === name)
      if (!found) throw new RangeError(`The stack has no service ${name}.`)
      return found
    }
    return { home, apiUrl, webUrl, environment, services, service, stop }
  } catch (error) {
    await stop()
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** What lies below is of the owner alone: records, keys, logs, and a state file that may name passwords. */
async function makeFolders(home: string): Promise<void> {
  for (const folder of [home, join(home, 'data'), join(home, 'logs'), join(home, 'run')])
    await mkdir(folder, { recursive: true, mode: 0o700 })
}

/** A page that cannot be built keeps nobody from the rest. */
async function buildPageOrSay(options: Parameters<typeof buildPage>[0] & { say: (line: string) => void }) {
  try {
    return await buildPage(options)
  } catch (error) {
    if (!options.signal?.aborted)
      options.say(error instanceof Error ? error.message : 'The web page could not be built.')
    return null
  }
}

async function stopOne(service: Service, say: (line: string) => void): Promise<void> {
  const began = Date.now()
  await service.stop()
  if (Date.now() - began > STOP_GRACE_MS)
    say(`${service.name} did not stop within ${STOP_GRACE_MS / 1000} s and was killed`)
}

async function claim(home: string): Promise<void> {
  const state = await readState(home)
  if (state === null) return
  if (await isSameProcess(state.supervisor))
    throw new ConflictError(`TechDeck runs already from ${home}. See: ./techdeck status`, { details: { home } })
  await stopStack(home)
}
