import type { Client } from '@techdeck/client'
import type { WorkspaceView } from '@techdeck/contracts'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts/names'
import { NotFoundError } from '@techdeck/core'

/** By which everybody's own is named, where a workspace can be. */
export const OWN = 'own'

/** A workspace by its name or id. @throws {@link NotFoundError} */
export async function findWorkspace(client: Client, name: string, signal: AbortSignal): Promise<WorkspaceView> {
  const workspaces = await client.listWorkspaces({ signal })
  const found = workspaces.find((workspace) => workspace.id === name || workspace.name === name)
  if (found) return found
  throw new NotFoundError(`There is no workspace ${name}, or you are not in it.`)
}

/** The same as the API takes it, where {@link OWN} is one, too. */
export const workspaceIdOf = async (client: Client, name: string, signal: AbortSignal): Promise<string> =>
  name === OWN ? DEFAULT_WORKSPACE : (await findWorkspace(client, name, signal)).id
