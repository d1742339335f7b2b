import process from 'node:process'
import { createLogger, stopOnSignal } from '@techdeck/core'
import { apiClient } from './api-client.ts'
import { readMcpEnv } from './env.ts'
import { buildHttpApp } from './http/app.ts'
import manifest from './package.json' with { type: 'json' }

// MCP over streamable HTTP, for agents elsewhere; they sign in with tokens of the API.
const env = readMcpEnv(process.env)
const logger = createLogger('mcp', { level: env.logLevel })
const app = buildHttpApp({
  version: manifest.version,
  hosts: env.hosts,
  trustedProxies: env.trustedProxies,
  logger,
  clientOf: (token, address) => apiClient({ baseUrl: env.apiUrl, token, fetch: forwarding(address) }),
})
const url = await app.listen({ host: env.host, port: env.port })
logger.info({ url, pid: process.pid }, 'MCP is listening')

/** Tells the API where the caller is; it believes that of proxies which it trusts. */
function forwarding(address: string): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('x-forwarded-for', address)
    return fetch(input, { ...init, headers })
  }
}

stopOnSignal(logger, () => app.close())
