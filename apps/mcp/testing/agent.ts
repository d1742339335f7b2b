import {
  Client,
  StreamableHTTPClientTransport,
  type CallToolResult,
  type ClientOptions,
  type Tool,
} from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { CLI } from './start-stack.ts'

/** The SDK's own client, as an agent has it. It checks what tools answer against their output schemas. */
export interface Agent {
  client: Client
  tools: Tool[]
  /** What the call gave, with or without success. */
  call: (name: string, input?: Record<string, unknown>) => Promise<CallToolResult>
  /** Structured content of a call that has to succeed. */
  done: <T>(name: string, input?: Record<string, unknown>) => Promise<T>
  /** All that was ever answered, as one text; without what one tool answered. */
  heard: (without?: string) => string
  /** Names of the tools that were called. */
  calls: () => Set<string>
  /** What the person was asked; they agree unless told otherwise. */
  asked: string[]
  /** Whether the person agrees from now on. */
  agree: (does: boolean) => void
  /** What the server wrote to standard error. */
  logged: () => string
  close: () => Promise<void>
}

const INFO = { name: 'test', version: '1' }

/** A client that starts `./techdeck mcp` in an environment. */
export async function stdioAgent(
  environment: Record<string, string>,
  { args = [], ...options }: ClientOptions & { args?: string[] } = {},
): Promise<Agent> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [CLI, 'mcp', ...args],
    env: { ...environment, LOG_LEVEL: 'info' },
    stderr: 'pipe',
  })
  let log = ''
  transport.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const client = new Client(INFO, { ...ASKABLE, ...options })
  const person = personAt(client, options)
  await client.connect(transport)
  return agentOf(client, person, () => log)
}

/** A client over streamable HTTP with a token of the API. */
export async function httpAgent(url: string, token: string | undefined, options: ClientOptions = {}): Promise<Agent> {
  const client = new Client(INFO, { ...ASKABLE, ...options })
  const person = personAt(client, options)
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider: { token: async () => token } }))
  return agentOf(client, person, () => '')
}

/** A client whose person can be asked. */
const ASKABLE: ClientOptions = { capabilities: { elicitation: { form: {} } } }
export const MUTE: ClientOptions = { capabilities: {} }

/** The person at a client: hears questions, and agrees unless told otherwise. */
function personAt(
  client: Client,
  { capabilities = ASKABLE.capabilities }: ClientOptions,
): Pick<Agent, 'asked' | 'agree'> {
  const asked: string[] = []
  let agrees = true
  if (capabilities?.elicitation)
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params.message)
      return agrees ? { action: 'accept', content: { confirm: true } } : { action: 'decline' }
    })
  return { asked, agree: (does) => void (agrees = does) }
}

async function agentOf(client: Client, person: Pick<Agent, 'asked' | 'agree'>, logged: () => string): Promise<Agent> {
  const { tools } = await client.listTools()
  const answers = [{ name: '', text: JSON.stringify([tools, client.getInstructions()]) }]
  const called = new Set<string>()
  const call: Agent['call'] = async (name, input = {}) => {
    called.add(name)
    const result = await client.callTool({ name, arguments: input })
    answers.push({ name, text: JSON.stringify(result) })
    return result
  }
  return {
    ...person,
    client,
    tools,
    call,
    async done<T>(name: string, input?: Record<string, unknown>) {
      const { isError, structuredContent, content } = await call(name, input)
      if (isError) throw new Error(`${name} failed: ${JSON.stringify(content)}`)
      return structuredContent as T
    },
    heard: (without) => answers.flatMap((answer) => (answer.name === without ? [] : [answer.text])).join('\n'),
    calls: () => called,
    logged,
    close: () => client.close(),
  }
}
