import { ApiError, type Client } from '@techdeck/client'
import { McpServer, ProtocolError, ProtocolErrorCode, ResourceTemplate } from '@modelcontextprotocol/server'
import { RunView } from '../say/views.ts'
import { toToolError } from '../tool-error.ts'
import { datasetCard } from './dataset-card.ts'

interface Source {
  name: string
  title: string
  uri: string
  description: string
  mimeType: string
  read: (client: Client, id: string) => Promise<string>
}

/** What may be read by its address: as little as tools tell, and never text as it was uploaded. */
const SOURCES: readonly Source[] = [
  {
    name: 'run',
    title: 'A run',
    uri: 'run://{id}',
    description: 'Settings and state of a run, and what became of the records at each stage.',
    mimeType: 'application/json',
    async read(client, id) {
      const run = await client.getPipeline({ params: { id } })
      const stages = run.stages.map(({ stage_name, status, records }) => ({ stage_name, status, records }))
      return JSON.stringify({ ...RunView.parse(run), stages })
    },
  },
  {
    name: 'dataset-card',
    title: 'The card of a data set',
    uri: 'dataset://{id}/card',
    description: 'What a data set holds, under which terms, and what inspection found wrong.',
    mimeType: 'text/markdown',
    read: async (client, id) => datasetCard(await client.getDataset({ params: { id } })),
  },
  {
    name: 'report',
    title: 'The report of a run',
    uri: 'report://{id}',
    description: 'What a run found, as aggregates, and what became of every record.',
    mimeType: 'application/json',
    async read(client, id) {
      const { execution, ...report } = await client.getReport({ params: { id } })
      return JSON.stringify({ execution: RunView.parse(execution), ...report })
    },
  },
]

/** Offers what may be read by its address; it is asked of the API in the name of whoever calls. */
export function offerResources(server: McpServer, connect: () => Promise<Client>): void {
  for (const { name, title, uri, description, mimeType, read } of SOURCES) {
    const template = new ResourceTemplate(uri, { list: undefined })
    server.registerResource(name, template, { title, description, mimeType }, async (address, { id }) => {
      try {
        const text = await read(await connect(), String(id))
        return { contents: [{ uri: address.href, mimeType, text }] }
      } catch (error) {
        const { error_code, user_message, what_to_do } = toToolError(error)
        const isUnknown = error instanceof ApiError && error.status === 404
        const code = isUnknown ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError
        throw new ProtocolError(code, `${user_message} ${what_to_do}`, { error_code })
      }
    })
  }
}
