import type { Connection, mongo } from 'mongoose'

/** A filter that the store sent, and how its answer was to be sorted and cut. */
export interface SentQuery {
  collection: string
  kind: 'find' | 'update' | 'delete'
  filter: Record<string, unknown>
  sort?: Record<string, 1 | -1>
  limit?: number
}

/** Collects the names of all commands, and the queries among them, that a connection sends while `act` runs. */
export async function sentBy(connection: Connection, act: () => Promise<unknown>) {
  const queries: SentQuery[] = []
  const names = new Set<string>()
  const listen = ({ commandName, command }: mongo.CommandStartedEvent) => {
    names.add(commandName)
    queries.push(...queriesOf(commandName, command))
  }
  const client = connection.getClient()
  client.on('commandStarted', listen)
  await act()
  client.off('commandStarted', listen)
  return { queries, names }
}

function queriesOf(name: string, command: mongo.Document): SentQuery[] {
  const collection: string = command[name]
  if (name === 'find') {
    const { filter, sort, limit } = command
    const order: Record<string, 1 | -1> | undefined = sort instanceof Map ? Object.fromEntries(sort) : sort
    return [{ collection, kind: 'find', filter, ...(order && { sort: order }), ...(limit && { limit }) }]
  }
  if (name !== 'update' && name !== 'delete') return []
  return command[`${name}s`].map(({ q }: { q: Record<string, unknown> }) => ({ collection, kind: name, filter: q }))
}

/** The stages of the plan by which the server answers a query. */
export async function planOf(
  connection: Connection,
  { collection, filter, sort, limit }: SentQuery,
): Promise<string[]> {
  const find = { find: collection, filter, ...(sort && { sort }), ...(limit && { limit }) }
  const { queryPlanner } = await connection.db!.command({ explain: find, verbosity: 'queryPlanner' })
  return [...JSON.stringify(queryPlanner.winningPlan).matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage)
}

/** The ids of what a query finds, in the query's order where it has one; by the server's own plan, or as `hint` says. */
export async function idsOf(connection: Connection, query: SentQuery, hint?: mongo.Hint): Promise<string[]> {
  const { collection, filter, sort, limit = 0 } = query
  const options = { projection: { _id: 1 }, limit, ...(sort && { sort }), ...(hint && { hint }) }
  const found = await connection.collection<{ _id: string }>(collection).find(filter, options).toArray()
  const ids = found.map(({ _id }) => _id)
  return sort ? ids : ids.toSorted()
}
