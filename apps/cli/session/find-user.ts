import type { Client } from '@techdeck/client'
import type { ManagedUserView } from '@techdeck/contracts'

/** A user by their e-mail address. @throws NotFoundError */
export async function findUser(client: Client, email: string, signal: AbortSignal): Promise<ManagedUserView> {
  const { data } = await client.listUsers({ query: { email }, signal })
  if (data[0]) return data[0]
  const { NotFoundError } = await import('@techdeck/core')
  throw new NotFoundError(`There is no user ${email}.`)
}
