import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readEnv } from './env.ts'
import { ValidationError } from './errors.ts'

const Schema = z.object({
  REDIS_URL: z.string().optional(),
  MONGODB_URI: z.string().optional(),
  REDIS_TLS_CA: z.string().optional(),
  MONGODB_TLS_CA: z.string().optional(),
  TLS_REQUIRED: z.enum(['on', 'off']).default('off'),
})

/** TLS 1.3 alone; certificates are verified, by the system's authorities or by the given ones (PEM). */
export interface TlsTrust {
  readonly minVersion: 'TLSv1.3'
  readonly ca?: string
}

/** How the servers are spoken to whose addresses ask for TLS: `rediss://`, and `tls=true` or `mongodb+srv://`. */
export interface ServerTls {
  readonly redis: TlsTrust | undefined
  readonly mongo: TlsTrust | undefined
}

/**
 * Reads `REDIS_TLS_CA`, `MONGODB_TLS_CA` and `TLS_REQUIRED` beside the addresses.
 *
 * @throws {@link ValidationError} that names the variable, where a file cannot be read, an address turns verification
 * off, or TLS is required and an address is without it
 */
export function readServerTls(environment: Record<string, string | undefined>): ServerTls {
  const env = readEnv(Schema, environment)
  const { REDIS_URL: redis = '', MONGODB_URI: mongo = '', TLS_REQUIRED: required } = env
  const [, ...asked] = mongo.toLowerCase().split('?')
  const query = asked.join('?')
  if (/tls(insecure|allowinvalid(certificates|hostnames))=true/.test(query))
    throw unusable('MONGODB_URI', 'it turns off what TLS is for')
  const wants = {
    REDIS_URL: /^rediss(\+\w+)?:\/\//.test(redis),
    MONGODB_URI:
      /(^|&)(tls|ssl)=true(&|$)/.test(query) || (mongo.startsWith('mongodb+srv://') && !/(tls|ssl)=false/.test(query)),
  }
  for (const [name, address] of Object.entries({ REDIS_URL: redis, MONGODB_URI: mongo }))
    if (required === 'on' && address !== '' && !wants[name as keyof typeof wants])
      throw unusable(name, 'TLS_REQUIRED is on, and it is without TLS')
  return {
    redis: wants.REDIS_URL ? trust('REDIS_TLS_CA', env.REDIS_TLS_CA) : undefined,
    mongo: wants.MONGODB_URI ? trust('MONGODB_TLS_CA', env.MONGODB_TLS_CA) : undefined,
  }
}

function trust(variable: string, file: string | undefined): TlsTrust {
  if (file === undefined) return { minVersion: 'TLSv1.3' }
  try {
    return { minVersion: 'TLSv1.3', ca: readFileSync(file, 'utf8') }
  } catch {
    throw unusable(variable, 'the file cannot be read')
  }
}

const unusable = (path: string, problem: string) =>
  new ValidationError(`${path} is not usable: ${problem}.`, { details: [{ path, problem: 'invalid' }] })
