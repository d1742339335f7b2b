import type { Client } from '@techdeck/client'
import type { TeamView } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'

/** A team by its name or id. @throws {@link NotFoundError} */
export async function findTeam(client: Client, name: string, signal: AbortSignal): Promise<TeamView> {
  const teams = await client.listTeams({ signal })
  const found = teams.find((team) => team.id === name || team.name === name)
  if (found) return found
  throw new NotFoundError(`There is no team ${name}, or you are not in it.`)
}
