import process from 'node:process'
import { parseArgs } from 'node:util'
import { createLogger } from '@techdeck/core'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { apiClient } from './api-client.ts'
import { readStdioEnv } from './env.ts'
import { connectHost } from './host.ts'
import { createLocalFiles } from './local-files.ts'
import manifest from './package.json' with { type: 'json' }
import { createServer } from './server.ts'

// MCP over standard input and output; `./techdeck mcp` starts it and says who is signed in. Logs go to standard error.
const { values } = parseArgs({ options: { folder: { type: 'string', multiple: true, default: [] } } })
const logger = createLogger('mcp', { level: readStdioEnv(process.env).logLevel })
const host = connectHost(process)
const local = createLocalFiles(values.folder, host.inspect)

/** Asked anew for each call, since somebody may sign in, or start the stack anew, while an agent is connected. */
async function connect() {
  const { api_url: baseUrl, token } = await host.signIn({ renew: false })
  return apiClient({
    baseUrl,
    getToken: async ({ renew }) => (renew ? (await host.signIn({ renew })).token : token),
  })
}

const serving = serveStdio(() => createServer({ version: manifest.version, connect, local, logger }), {
  onerror: (error) => logger.warn({ err: error }, 'a message was not understood'),
})

const stop = async () => {
  await serving.close()
  process.exit(0)
}
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void stop())
process.stdin.once('end', () => void stop())
void host.gone.then(stop)
