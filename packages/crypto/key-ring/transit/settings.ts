import { readFile } from 'node:fs/promises'
import { ResourceError, ValidationError } from '@techdeck/core'

/** Where a service that speaks the transit protocol of HashiCorp Vault is, and how it is spoken with. */
export interface TransitSettings {
  readonly url: URL
  /** The key's name, and where the secrets engine is mounted. */
  readonly key: string
  readonly mount: string
  readonly namespace?: string | undefined
  /** Read anew when it is refused. @throws ResourceError */
  token(): Promise<string>
  /** Whose certificates are trusted instead of the system's, in PEM. */
  readonly ca?: string | undefined
  /** Of one request. */
  readonly timeoutMs: number
  /** Before the first repetition; each later one waits longer. */
  readonly retryMs: number
  /** How long a service that failed again and again is left alone. */
  readonly pauseMs: number
  /** How long a data key that was unwrapped is good without asking again. */
  readonly rememberMs: number
}

type Environment = Record<string, string | undefined>

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const NAME = /^[A-Za-z0-9_-]{1,48}$/

/**
 * Reads `TECHDECK_KMS_*`; `undefined` where `TECHDECK_KMS_URL` is not set.
 *
 * @throws {@link ValidationError} that names the variable, never its value
 */
export async function readTransitSettings(env: Environment): Promise<TransitSettings | undefined> {
  const { TECHDECK_KMS_URL, TECHDECK_KMS_TOKEN: token, TECHDECK_KMS_TOKEN_FILE: tokenFile } = env
  if (!TECHDECK_KMS_URL) return undefined
  const url = URL.parse(TECHDECK_KMS_URL)
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    throw invalid('TECHDECK_KMS_URL', 'it is no https address')
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw invalid('TECHDECK_KMS_URL', 'data keys would travel in the clear: it has to be https, but on this machine')
  if (!token && !tokenFile) throw invalid('TECHDECK_KMS_TOKEN', 'it is not set, nor is TECHDECK_KMS_TOKEN_FILE')
  const caFile = env['TECHDECK_KMS_CA']
  return {
    url,
    key: named(env, 'TECHDECK_KMS_KEY', 'techdeck', NAME),
    mount: named(env, 'TECHDECK_KMS_MOUNT', 'transit', /^[A-Za-z0-9_-]{1,64}(\/[A-Za-z0-9_-]{1,64}){0,4}$/),
    namespace: env['TECHDECK_KMS_NAMESPACE'] || undefined,
    token: async () => token || (await readText('TECHDECK_KMS_TOKEN_FILE', tokenFile!)).trim(),
    ca: caFile ? await readText('TECHDECK_KMS_CA', caFile) : undefined,
    timeoutMs: milliseconds(env, 'TECHDECK_KMS_TIMEOUT_MS', 3000),
    retryMs: 100,
    pauseMs: milliseconds(env, 'TECHDECK_KMS_PAUSE_MS', 5000),
    rememberMs: milliseconds(env, 'TECHDECK_KMS_REMEMBER_MS', 60_000),
  }
}

function named(env: Environment, variable: string, standard: string, form: RegExp): string {
  const value = env[variable] || standard
  if (!form.test(value)) throw invalid(variable, 'it has other signs than letters, digits, "_" and "-", or too many')
  return value
}

function milliseconds(env: Environment, variable: string, standard: number): number {
  const value = env[variable] ? Number(env[variable]) : standard
  if (!Number.isInteger(value) || value < 0 || value > 3_600_000) throw invalid(variable, 'it is no whole number of ms')
  return value
}

async function readText(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new ResourceError(`The file that ${variable} names cannot be read.`)
  }
}

const invalid = (path: string, problem: string) =>
  new ValidationError(`${path} is not usable: ${problem}.`, { details: [{ path, problem: 'invalid' }] })
