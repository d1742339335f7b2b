import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../servers/ports.ts'

const run = promisify(execFile)

/** What docker-compose.yml asks for before it starts anything. */
export const REQUIRED = ['MONGO_PASSWORD', 'JWT_SECRET_KEY', 'TECHDECK_KEYS', 'TECHDECK_PSEUDONYM_KEY', 'TLS_DIR']

export interface Composed {
  /** Where nginx listens: with TLS, and without. */
  url: string
  plainUrl: string
  /** The certificate that it shows, which nobody but its maker trusts. */
  certificate: string
  admin: { email: string; password: string }
  /** Runs `docker compose` with the same files, project and settings; gives what it printed. */
  compose(args: readonly string[], change?: Record<string, string>): Promise<string>
  /** Ends one container at once, by its service and number. */
  kill(service: string, index: number): Promise<void>
  /** Removes containers, networks and volumes. */
  stop(): Promise<void>
}

/** Why nothing can be run in containers here; `null` where it can. */
export async function whyNoContainers(): Promise<string | null> {
  if (!(await answers(['version']))) return 'no Docker answers'
  return (await answers(['compose', 'version'])) ? null : 'Docker has no compose v2'
}

/**
 * TechDeck as docker-compose.yml describes it, as a project of its own with fresh secrets, free ports and one worker a
 * stage. Nothing is started yet. Where NODE_IMAGE and the like name images that were made here, none is pulled.
 */
export async function composed(root: string, given: Record<string, string | undefined>): Promise<Composed> {
  const folder = await mkdtemp(join(tmpdir(), 'techdeck-containers-'))
  const [http, https] = [await freePort(), await freePort()]
  await makeCertificate(folder)
  const admin = { email: 'admin@example.org', password: randomBytes(18).toString('base64url') }
  const environment: Record<string, string | undefined> = {
    ...given,
    TLS_DIR: folder,
    MONGO_PASSWORD: randomBytes(24).toString('hex'),
    JWT_SECRET_KEY: randomBytes(48).toString('base64'),
    TECHDECK_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    TECHDECK_PSEUDONYM_KEY: randomBytes(32).toString('base64'),
    TECHDECK_ADMIN_EMAIL: admin.email,
    TECHDECK_ADMIN_PASSWORD: admin.password,
    TECHDECK_IMAGE: 'techdeck:end-to-end',
    TECHDECK_WEB_IMAGE: 'techdeck-web:end-to-end',
    WORKER_REPLICAS: '1',
    HTTP_PORT: `127.0.0.1:${http}`,
    HTTPS_PORT: `127.0.0.1:${https}`,
  }
  const files = ['docker-compose.yml', ...(given['NODE_IMAGE'] ? ['deploy/docker/compose.local-images.yml'] : [])]
  const project = `techdeck-${randomBytes(4).toString('hex')}`
  // A file .env of whoever runs this is not for it.
  const shared = ['compose', '-p', project, '--env-file', '/dev/null', ...files.flatMap((file) => ['-f', file])]
  const compose = async (args: readonly string[], change: Record<string, string> = {}) => {
    const env = { ...environment, ...change }
    const { stdout } = await run('docker', [...shared, ...args], { cwd: root, env, maxBuffer: 64 * 1024 ** 2 })
    return stdout
  }
  return {
    url: `https://localhost:${https}`,
    plainUrl: `http://localhost:${http}`,
    certificate: await readFile(join(folder, 'tls.crt'), 'utf8'),
    admin,
    compose,
    kill: async (service, index) => void (await run('docker', ['kill', `${project}-${service}-${index}`])),
    async stop() {
      await compose(['down', '--volumes', '--timeout', '5'])
      await rm(folder, { recursive: true })
    },
  }
}

const answers = (args: string[]): Promise<boolean> =>
  run('docker', args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  )

async function makeCertificate(folder: string): Promise<void> {
  const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')]
  const about = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...about, ...files])
  // Whoever reads it in the container is another user than here.
  await run('chmod', ['-R', 'go+rX', folder])
}
