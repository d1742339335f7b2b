import type { Client } from '@techdeck/client'
import { describeError, type Logger } from '@techdeck/core'
import {
  McpServer,
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { offerPrompts } from './prompts/index.ts'
import { offerResources } from './resources/index.ts'
import { confirmed } from './say/confirm.ts'
import { instructions } from './instructions.ts'
import type { LocalFiles } from './local-files.ts'
import type { Tool, ToolContext } from './tool.ts'
import { toToolError } from './tool-error.ts'
import { toolsFor } from './tools/index.ts'

export interface ServerDeps {
  version: string
  /** A client of the API in the name of whoever calls; asked for each call. */
  connect: () => Promise<Client>
  /** Where the caller sits at this machine. */
  local?: LocalFiles
  logger: Logger
}

/** One server instance: every tool over one way to the API. It holds nothing between calls. */
export function createServer(deps: ServerDeps): McpServer {
  const hasLocalFiles = deps.local !== undefined
  const server = new McpServer(
    { name: 'techdeck', title: 'TechDeck', version: deps.version },
    { instructions: instructions(hasLocalFiles), capabilities: { tools: {}, resources: {}, prompts: {} } },
  )
  for (const tool of toolsFor(hasLocalFiles)) {
    const { name, title, description, input: inputSchema, output: outputSchema, hints: annotations } = tool
    const config = { title, description, inputSchema, outputSchema, annotations }
    server.registerTool(name, config, (input, context) => answer(deps, server, tool, input, context))
  }
  offerResources(server, deps.connect)
  offerPrompts(server)
  return server
}

/** Calls a tool. The log gets its name, what came of it and how long it took, never what was said. */
async function answer(
  { connect, local, logger }: ServerDeps,
  server: McpServer,
  tool: Tool,
  input: unknown,
  { mcpReq }: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const { signal } = mcpReq
  const began = performance.now()
  const done = (code: string) =>
    logger.info({ event: tool.name, code, durationMs: Math.round(performance.now() - began) }, 'tool called')
  try {
    const question = tool.asks && confirmed(tool.asks(input), mcpReq, server)
    if (question) {
      done('asked')
      return question
    }
    const context = { api: connect, local, signal, progress: notifier(mcpReq, logger) }
    const { data, text } = await tool.run(input, context)
    const structuredContent = tool.output.parse(data)
    done('ok')
    return { content: [{ type: 'text', text }], structuredContent }
  } catch (error) {
    signal.throwIfAborted()
    const failure = toToolError(error)
    done(failure.error_code)
    if (failure.error_code === 'INTERNAL_ERROR') logger.error({ event: tool.name, err: error }, 'tool failed')
    // As text: structured content has to fit the tool's output, and some clients ask that of failures too.
    return { isError: true, content: [{ type: 'text', text: JSON.stringify(failure) }] }
  }
}

/** So that the same percentage can be told again, by another message: the protocol wants each value above the last. */
const STEP = 0.001

/** Tells progress to a caller who gave a token for it. */
function notifier(
  { _meta: { progressToken } = {}, notify }: ServerContext['mcpReq'],
  logger: Logger,
): ToolContext['progress'] {
  let last = -1
  return async (percent, message, meta) => {
    const next = Math.min(100, Math.max(percent, last + STEP))
    if (progressToken === undefined || next <= last) return
    last = next
    const params = { progressToken, progress: next, total: 100, message, ...(meta && { _meta: meta }) }
    await notify({ method: 'notifications/progress', params }).catch((error: unknown) =>
      logger.warn({ reason: describeError(error).code }, 'progress was not told'),
    )
  }
}
