import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { readEnv } from '@techdeck/core'
import { z } from 'zod'

const Schema = z.object({
  TECHDECK_HOME: z.string().optional(),
  TECHDECK_TOOLS: z.string().optional(),
  TECHDECK_PYTHON: z.string().optional(),
  TECHDECK_CHROMIUM: z.string().optional(),
  REDIS_URL: z.string().optional(),
  MONGODB_URI: z.string().optional(),
  DOCKER_HOST: z.string().optional(),
  PATH: z.string().default(''),
})

/** Where local servers come from and where they keep their things. */
export interface DevstackEnv {
  /** Everything that `up` keeps: data, keys, logs, state. */
  home: string
  /** Downloaded tools; shared by all homes. */
  tools: string
  /** The Python to use; searched for on PATH when absent. */
  python: string | undefined
  /** The browser of tests; searched for on PATH, else fetched, when absent. */
  chromium: string | undefined
  redisUrl: string | undefined
  mongoUri: string | undefined
  dockerHost: string | undefined
  path: string
}

/** Reads what local servers need to know of the environment; `home` overrides `TECHDECK_HOME`. */
export function readDevstackEnv(environment: Record<string, string | undefined>, home?: string): DevstackEnv {
  const env = readEnv(Schema, environment)
  const standard = resolve(env.TECHDECK_HOME ?? join(homedir(), '.techdeck'))
  return {
    home: home === undefined ? standard : resolve(home),
    tools: resolve(env.TECHDECK_TOOLS ?? join(standard, 'tools')),
    python: env.TECHDECK_PYTHON,
    chromium: env.TECHDECK_CHROMIUM,
    redisUrl: env.REDIS_URL,
    mongoUri: env.MONGODB_URI,
    dockerHost: env.DOCKER_HOST,
    path: env.PATH,
  }
}
