import { STAGES, type UserRole } from '@techdeck/contracts'
import { startThrowawayStack, type ThrowawayStack } from '@techdeck/devstack'

export const CLI = new URL('../../cli/main.ts', import.meta.url).pathname

export interface TestStack extends ThrowawayStack {
  mcpUrl: string
  /** A token of the local user of a role. */
  token: (role: UserRole) => Promise<string>
}

/** A whole system with MCP over HTTP, one worker for all stages, and servers of its own. */
export async function startTestStack(): Promise<TestStack> {
  const own = { REDIS_URL: undefined, MONGODB_URI: undefined }
  const system = await startThrowawayStack({ workers: [STAGES], mcp: true, environment: own })
  return {
    ...system,
    mcpUrl: `${system.stack.service('mcp').url}/mcp`,
    token: async (role) => (await system.techdeck('token', '--role', role)).trim(),
  }
}
