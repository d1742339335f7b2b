import { useMutation } from '@tanstack/react-query'
import { WORKSPACE_ROLES, type WorkspaceRole, type WorkspaceView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { title } from '../../format.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading } from '../../ui/parts.tsx'
import { MemberRows } from '../members/member-rows.tsx'
import { NewGroup } from '../members/new-group.tsx'
import { NewMember } from '../members/new-member.tsx'
import { useWorkspaces } from './use-workspaces.ts'

const MAY: Readonly<Record<WorkspaceRole, string>> = {
  viewer: 'Looks at all that lies in it.',
  reviewer: 'Also looks at what was left out, and judges.',
  editor: 'Also puts data sets into it, changes and runs them.',
  owner: 'Also shares, deletes and gives away, and says who is in it.',
}

const onSuccess = () => {
  void queries.invalidateQueries({ queryKey: ['workspaces'] })
  void queries.invalidateQueries({ queryKey: ['datasets'] })
}

/** Workspaces: data sets that belong to several people. */
export function Workspaces() {
  const { list } = useWorkspaces()
  const mayMake = useMay('teams:write')
  return (
    <>
      {mayMake && (
        <NewGroup
          title="Make a workspace"
          label="Name of the workspace"
          yes="Make the workspace"
          note="You are its first owner. What lies in it is for those who are in it, and for nobody else."
          make={(name) => client.createWorkspace({ body: { name } })}
          onMade={onSuccess}
        />
      )}
      {list.isPending && <Loading />}
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.data?.length === 0 && !mayMake && (
        <p className="muted">
          You are in no workspace: your data sets are your own. Moderators and administrators make workspaces.
        </p>
      )}
      {list.data?.map((workspace) => (
        <WorkspaceCard key={workspace.id} workspace={workspace} mayMake={mayMake} />
      ))}
    </>
  )
}

function WorkspaceCard({ workspace, mayMake }: { workspace: WorkspaceView; mayMake: boolean }) {
  const { id, name, role: mine, members } = workspace
  const owns = mine === 'owner'
  const remove = useMutation({ mutationFn: () => client.deleteWorkspace({ params: { id } }), onSuccess })
  const leave = useMutation({
    mutationFn: (user_id: string) => client.removeWorkspaceMember({ params: { id, user_id } }),
    onSuccess,
  })
  return (
    <Card
      title={name}
      aside={
        (owns || mayMake) && (
          <Confirm
            label="Remove"
            question={`Remove the workspace “${name}”? No data set may lie in it.`}
            yes="Remove it"
            busy={remove.isPending}
            onYes={() => remove.mutate()}
          />
        )
      }
    >
      <ErrorNote error={remove.error ?? leave.error} />
      <MemberRows
        of={name}
        members={members}
        titleOf={({ role }) => title(role)}
        manages={owns || mayMake}
        busy={leave.isPending}
        onOut={leave.mutate}
      />
      {owns && (
        <NewMember
          of={name}
          roles={WORKSPACE_ROLES}
          usual="viewer"
          may={MAY}
          take={(body) => client.setWorkspaceMember({ params: { id }, body })}
          onTaken={onSuccess}
        />
      )}
    </Card>
  )
}
