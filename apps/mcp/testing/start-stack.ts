import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { STAGES, type UserRole } from '@techdeck/contracts'
import { startStack, testServices, type Stack } from '@techdeck/devstack'

export const CLI = new URL('../../cli/main.ts', import.meta.url).pathname

export interface TestStack {
  stack: Stack
  /** A folder of its own, removed with the stack. */
  folder: string
  /** The environment in which somebody at this machine types. */
  environment: Record<string, string>
  mcpUrl: string
  /** A token of the local user of a role. */
  token: (role: UserRole) => Promise<string>
  close: () => Promise<void>
}

/** A whole system with MCP over HTTP, one worker for all stages, and servers of its own. */
export async function startTestStack(): Promise<TestStack> {
  const services = await testServices({ own: true })
  const folder = await mkdtemp(join(tmpdir(), 'techdeck-mcp-'))
  const { TECHDECK_TOKEN: _token, TECHDECK_API_URL: _url, ...rest } = process.env as Record<string, string>
  const environment = {
    ...rest,
    TECHDECK_HOME: join(folder, 'home'),
    REDIS_URL: services.redis.url,
    MONGODB_URI: services.mongo.url,
    NODE_OPTIONS: '',
  }
  const stack = await startStack({ home: environment.TECHDECK_HOME, workers: [STAGES], mcp: true, environment })
  return {
    stack,
    folder,
    environment,
    mcpUrl: `${stack.service('mcp').url}/mcp`,
    token: async (role) => {
      const typed = await promisify(execFile)(process.execPath, [CLI, 'token', '--role', role], { env: environment })
      return typed.stdout.trim()
    },
    async close() {
      await stack.stop()
      await services.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
