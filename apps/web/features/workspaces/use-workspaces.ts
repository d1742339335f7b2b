import { useQuery } from '@tanstack/react-query'
import type { DatasetView, WorkspaceView } from '@techdeck/contracts'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts/names'
import { client } from '../../app/api.ts'
import { useMe } from '../../session/use-session.ts'

const useList = () => useQuery({ queryKey: ['workspaces'], queryFn: ({ signal }) => client.listWorkspaces({ signal }) })

/** The workspaces that whoever is signed in is in, or sees as one who makes them. */
export function useWorkspaces() {
  const list = useList()
  const mine = (list.data ?? []).filter(({ role }) => role !== null)
  return { list, mine, mayPutInto: (id: string) => id === DEFAULT_WORKSPACE || canPutInto(mine, id) }
}

const canPutInto = (mine: readonly WorkspaceView[], id: string): boolean =>
  mine.some((each) => each.id === id && (each.role === 'owner' || each.role === 'editor'))

/** Whether a data set is theirs: by owning it, or the workspace in which it lies. */
export function useOwns({ user_id: owner, workspace_id: place }: DatasetView): boolean {
  const me = useMe()
  const { mine, mayPutInto } = useWorkspaces()
  const isOwner = mine.some(({ id, role }) => id === place && role === 'owner')
  return isOwner || (owner === me && mayPutInto(place))
}
