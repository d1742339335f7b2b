import { LogLevel, TrustedProxies, readEnv } from '@techdeck/core'
import { z } from 'zod'

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))

const Schema = z.object({
  TECHDECK_API_URL: z.url({ protocol: /^https?$/ }),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(5100),
  MCP_HOSTS: list,
  TRUSTED_PROXIES: TrustedProxies.optional(),
  LOG_LEVEL: LogLevel.default('info'),
})

export interface McpEnv {
  apiUrl: string
  host: string
  port: number
  /** Names by which the server is reached, besides those of this machine itself. */
  hosts: string[]
  /** Proxies whose x-forwarded-for is believed. */
  trustedProxies: string | undefined
  logLevel: string
}

/** @throws ValidationError that names each unusable variable, never its value */
export function readMcpEnv(environment: Record<string, string | undefined>): McpEnv {
  const env = readEnv(Schema, environment)
  return {
    apiUrl: env.TECHDECK_API_URL.replace(/(?<!\/)\/+$/, ''),
    host: env.HOST,
    port: env.PORT,
    hosts: env.MCP_HOSTS,
    trustedProxies: env.TRUSTED_PROXIES,
    logLevel: env.LOG_LEVEL,
  }
}

/** Over stdio only the log is set by the environment; a client shows it, so it tells what goes wrong and no more. */
export const readStdioEnv = (environment: Record<string, string | undefined>): { logLevel: string } => ({
  logLevel: readEnv(z.object({ LOG_LEVEL: LogLevel.default('warn') }), environment).LOG_LEVEL,
})
