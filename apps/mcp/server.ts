import type { Client } from '@techdeck/client'
import { describeError, type Logger } from '@techdeck/core'
import { McpServer, type CallToolResult, type ServerContext } from '@modelcontextprotocol/server'
import { instructions } from './instructions.ts'
import type { LocalFiles } from './local-files.ts'
import type { Tool, ToolContext } from './tool.ts'
import { errorText, toToolError } from './tool-error.ts'
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
export function createServer({ version, connect, local, logger }: ServerDeps): McpServer {
  const server = new McpServer(
    { name: 'techdeck', title: 'TechDeck', version },
    { instructions: instructions(local !== undefined), capabilities: { tools: {} } },
  )
  for (const tool of toolsFor(local !== undefined)) {
    const { name, title, description, input: inputSchema, output: outputSchema, hints: annotations } = tool
    server.registerTool(
      name,
      { title, description, inputSchema, outputSchema, annotations },
      async (input, context) => {
        const began = performance.now()
        const result = await answer(tool, input, { local, ...callOf(context) }, connect)
        const code = result.isError ? (result.structuredContent as { error_code: string }).error_code : 'ok'
        logger.info({ event: name, code, durationMs: Math.round(performance.now() - began) }, 'tool called')
        return result
      },
    )
  }
  return server

  async function answer(
    tool: Tool,
    input: unknown,
    context: Omit<ToolContext, 'client'>,
    open: () => Promise<Client>,
  ): Promise<CallToolResult> {
    try {
      const { data, text } = await tool.run(input, { ...context, client: await open() })
      return { content: [{ type: 'text', text }], structuredContent: tool.output.parse(data) }
    } catch (error) {
      context.signal.throwIfAborted()
      const failure = toToolError(error)
      if (failure.error_code === 'INTERNAL_ERROR') logger.error({ event: tool.name, err: error }, 'tool failed')
      return { isError: true, content: [{ type: 'text', text: errorText(failure) }], structuredContent: { ...failure } }
    }
  }

  function callOf({ mcpReq }: ServerContext): Pick<ToolContext, 'signal' | 'progress'> {
    const { _meta: { progressToken } = {} } = mcpReq
    let last = -1
    return {
      signal: mcpReq.signal,
      async progress(percent, message) {
        // Progress may only rise.
        if (progressToken === undefined || percent <= last) return
        last = percent
        const params = { progressToken, progress: percent, total: 100, message }
        await mcpReq
          .notify({ method: 'notifications/progress', params })
          .catch((error: unknown) => logger.warn({ reason: describeError(error).code }, 'progress was not told'))
      },
    }
  }
}
