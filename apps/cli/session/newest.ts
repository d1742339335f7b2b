import type { Client } from '@techdeck/client'
import { NotFoundError } from '@techdeck/core'

/** The newest execution that the caller sees. @throws {@link NotFoundError} when there is none */
export async function newestExecution(client: Client, signal: AbortSignal): Promise<string> {
  const { data } = await client.listPipelines({ query: { limit: 1 }, signal })
  if (data[0]) return data[0].id
  throw new NotFoundError('There is no execution yet. Start one: ./techdeck run FILE')
}
