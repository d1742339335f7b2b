import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { delay, ResourceError } from '@techdeck/core'
import { readDevstackEnv } from '../env.ts'
import { makeCertificates } from './certificates.ts'
import { startReady, type Child } from './child.ts'
import { findOnPath } from './on-path.ts'
import { freePort } from './ports.ts'
import { openBaoProgram } from './wheels.ts'

/** A key management service that speaks the transit protocol of HashiCorp Vault over TLS. */
export interface KeyService {
  readonly url: string
  /** File of the authority that signed its certificate. */
  readonly ca: string
  /** May do everything. */
  readonly token: string
  /** Asks it as an operator would; the answer's `data`. @throws ResourceError when it refuses or does not answer */
  ask(method: string, path: string, body?: object, token?: string): Promise<Record<string, unknown>>
  /** Ends it at once; its keys stay on the disk. */
  kill(): Promise<void>
  /** Lets it hang, or go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Starts it again where it was, after `kill`. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface KeyServiceOptions {
  /** Where it keeps its data and certificates; made when it is not there. */
  dataDir: string
  environment?: Record<string, string | undefined>
  say?: (line: string) => void
}

/**
 * A real OpenBao (`bao` on PATH, else the one of a PyPI wheel), with its transit engine mounted at `transit`. It unseals
 * itself by a key beside its data, so it is for tests alone.
 *
 * @throws {@link ResourceError} when none can be had or it does not start
 */
export async function startKeyService(options: KeyServiceOptions): Promise<KeyService> {
  const { dataDir, environment = process.env, say = () => {} } = options
  const env = readDevstackEnv(environment)
  const command = (await findOnPath(['bao'], env.path)) ?? (await openBaoProgram(env, say))
  const [port, clusterPort] = [await freePort(), await freePort()]
  await mkdir(join(dataDir, 'raft'), { recursive: true })
  const { ca, cert, key } = await makeCertificates(dataDir)
  const config = join(dataDir, 'config.json')
  const url = `https://127.0.0.1:${port}`
  await writeFile(config, JSON.stringify(settings({ dataDir, port, clusterPort, cert, key })), { mode: 0o600 })
  const authority = await readFile(ca, 'utf8')
  const logFile = join(dataDir, 'bao.log')
  const ask = (method: string, path: string, body?: object, by?: string) =>
    askService({ url, authority, method, path, body, token: by })

  const run = (isReady: () => Promise<boolean>): Promise<Child> =>
    startReady({ name: 'OpenBao', command, args: ['server', `-config=${config}`], environment, logFile, isReady })
  const answers = (wanted: number) => () =>
    ask('GET', 'sys/health').then(
      () => wanted === 200,
      (error: unknown) => error instanceof Refused && error.answered === wanted,
    )

  // 501: it runs and has never been initialised.
  let child = await run(answers(501))
  const { root_token: token } = (await ask('POST', 'sys/init', { recovery_shares: 1, recovery_threshold: 1 })) as {
    root_token: string
  }
  while (!(await answers(200)())) await delay(50)
  await ask('POST', 'sys/mounts/transit', { type: 'transit' }, token)
  return {
    url,
    ca,
    token,
    ask: (method, path, body, by = token) => ask(method, path, body, by),
    kill: () => child.kill(),
    signal: (signal) => child.signal(signal),
    async start() {
      child = await run(answers(200))
    },
    stop: () => child.stop(),
  }
}

function settings({ dataDir, port, clusterPort, cert, key }: Record<string, string | number>): object {
  return {
    // Of one server there is nobody else to wait for.
    storage: { raft: { path: join(String(dataDir), 'raft'), node_id: 'one', performance_multiplier: '1' } },
    listener: {
      tcp: {
        address: `127.0.0.1:${port}`,
        cluster_address: `127.0.0.1:${clusterPort}`,
        tls_cert_file: cert,
        tls_key_file: key,
        tls_min_version: 'tls13',
      },
    },
    seal: { static: { current_key_id: 'tests', current_key: randomBytes(32).toString('base64') } },
    api_addr: `https://127.0.0.1:${port}`,
    cluster_addr: `https://127.0.0.1:${clusterPort}`,
    log_level: 'warn',
  }
}

/** For what hangs: to begin anew takes seconds on a machine that has other work to do. */
const LONGEST_ANSWER_MS = 30_000

class Refused extends ResourceError {
  readonly answered: number

  constructor(path: string, answered: number) {
    super(`The key service answered ${answered} to ${path}.`)
    this.answered = answered
  }
}

interface Asked {
  url: string
  authority: string
  method: string
  path: string
  body?: object | undefined
  token?: string | undefined
}

/** @throws {@link Refused} when the service refuses, {@link ResourceError} when it does not answer */
async function askService({ url, authority, method, path, body, token }: Asked): Promise<Record<string, unknown>> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const headers = { ...(token !== undefined && { 'x-vault-token': token }) }
  const sent = request(
    `${url}/v1/${path}`,
    { method, ca: authority, headers, timeout: LONGEST_ANSWER_MS },
    (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const status = response.statusCode ?? 0
        if (status < 400) resolve(Buffer.concat(chunks).toString())
        else reject(new Refused(path, status))
      })
      response.on('error', () => reject(unanswered()))
    },
  )
  sent.on('timeout', () => sent.destroy())
  sent.on('error', () => reject(unanswered()))
  sent.end(body && JSON.stringify(body))
  const answer = parseJson(await promise)
  return answer.data ?? answer
}

const unanswered = () => new ResourceError('The key service does not answer.')

function parseJson(text: string): { data?: Record<string, unknown> } {
  try {
    return JSON.parse(text || '{}') as { data?: Record<string, unknown> }
  } catch {
    throw new ResourceError('The key service answered something that is no JSON.')
  }
}
