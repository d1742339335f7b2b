import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { isFinal, type EventView, type Tracker } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { gather, type Door } from './door.ts'

const CLI = new URL('../../../apps/cli/main.ts', import.meta.url).pathname

/** Between two looks at the events. */
const PAUSE_MS = 250

/** An agent over `./techdeck mcp`: it waits for the end and is told of progress meanwhile, looks at the events, and calls again
 * what failed for now. */
export function byMcp(environment: Readonly<Record<string, string | undefined>>, executionId: string): Door {
  const { seen, take } = gather()
  return { name: 'mcp', ...seen, ended: follow() }

  async function follow(): Promise<void> {
    const env = Object.fromEntries(Object.entries(environment).filter((each): each is [string, string] => !!each[1]))
    const client = new Client({ name: 'door', version: '1' })
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [CLI, 'mcp'], env }))
    try {
      await Promise.all([followProgress(client), followEvents(client)])
    } finally {
      await client.close()
    }
  }

  async function followProgress(client: Client): Promise<void> {
    for (;;) {
      const data = await called<Tracker>(client, 'get_run', { wait_seconds: 20 })
      take({ type: 'progress_update', data })
      if (isFinal(data.status)) return
    }
  }

  async function followEvents(client: Client): Promise<void> {
    for (let after: string | undefined; ; await delay(PAUSE_MS)) {
      const { events } = await called<{ events: EventView[] }>(client, 'get_events', after ? { after } : {})
      for (const event of events) take(event)
      after = events.at(-1)?.cursor ?? after
      if (events.some(({ event }) => isEnd(event))) return
    }
  }

  /** Notifications bring the whole object along. */
  function told(progress: object): void {
    const { _meta: meta } = progress as { _meta?: Record<string, unknown> }
    take({ type: 'progress_update', data: meta?.['techdeck/progress'] })
  }

  async function called<T>(client: Client, name: string, input: object): Promise<T> {
    for (;;) {
      const given = { execution_id: executionId, ...input }
      const { isError, content, structuredContent } = await client.callTool(
        { name, arguments: given },
        { onprogress: told },
      )
      if (!isError) return structuredContent as T
      const [failure] = content as { text: string }[]
      if (!(JSON.parse(failure.text) as { recoverable: boolean }).recoverable) throw new Error(failure.text)
      await delay(100)
    }
  }
}

const isEnd = (event: string): boolean => /^pipeline\.(completed|partial|failed|cancelled)$/.test(event)
