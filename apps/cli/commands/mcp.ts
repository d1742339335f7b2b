import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CliCommand, CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { EXTENSION } from '../registry.ts'

interface McpOptions {
  folder?: string[]
  home?: string
}

export const command: CliCommand = {
  summary: 'Serve agents over standard input and output (MCP), as whoever is signed in here',
  define(program, context) {
    program
      .option('--folder <dirs...>', 'the only folders whose files an agent may inspect and upload; any when left out')
      .option('--home <dir>', 'folder of the stack and of the sign-in (TECHDECK_HOME)')
      .addHelpText(
        'after',
        '\nAn MCP client starts it. In its configuration:\n  {"mcpServers": {"techdeck": {"command": "/path/to/techdeck", "args": ["mcp"]}}}\nOver HTTP the stack serves MCP by itself: see mcp_url of ./techdeck status --json.',
      )
      .action((options: McpOptions) => mcp(options, context))
  },
}

/** The server is a process of its own that has this one's standard input and output, and asks it who is signed in. */
async function mcp({ folder = [], home }: McpOptions, context: CliContext): Promise<void> {
  const { hostMcp } = await import('../session/mcp-host.ts')
  const args = [join(context.root, `apps/mcp/stdio${EXTENSION}`), ...folder.flatMap((each) => ['--folder', each])]
  const child = spawn(process.execPath, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: context.environment,
  })
  hostMcp(child, context, home === undefined ? {} : { home })
  context.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  const [code] = (await once(child, 'exit')) as [number | null]
  context.exit(code ?? EXIT.interrupted)
}
