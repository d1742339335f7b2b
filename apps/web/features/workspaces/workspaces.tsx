import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { WORKSPACE_ROLES, type WorkspaceRole, type WorkspaceView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { title } from '../../format.ts'
import { useMay, useMe } from '../../session/use-session.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { AddressField, ChoiceField } from '../../ui/fields.tsx'
import { Card, Confirm, Loading } from '../../ui/parts.tsx'
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
      {mayMake && <NewWorkspace />}
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

function NewWorkspace() {
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: () => client.createWorkspace({ body: { name } }),
    onSuccess: () => {
      setName('')
      onSuccess()
    },
  })
  return (
    <Card title="Make a workspace">
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate()
        }}
      >
        <label className="field field-wide">
          <span>Name of the workspace</span>
          <input required maxLength={80} value={name} onChange={({ target }) => setName(target.value)} />
        </label>
        <button type="submit" className="button button-primary" disabled={make.isPending}>
          Make the workspace
        </button>
      </form>
      <p className="small muted">
        You are its first owner. What lies in it is for those who are in it, and for nobody else.
      </p>
      <ErrorNote error={make.error} />
    </Card>
  )
}

function WorkspaceCard({ workspace, mayMake }: { workspace: WorkspaceView; mayMake: boolean }) {
  const { id, name, role: mine, members } = workspace
  const me = useMe()
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
      <ul className="rows">
        {members.map(({ user_id, email, role }) => (
          <li key={user_id} className="row">
            <span className="row-main">
              <span className="row-title cut">
                {email} <Badge tone="quiet">{title(role)}</Badge>
              </span>
            </span>
            {(owns || mayMake || user_id === me) && (
              <button
                type="button"
                className="button"
                disabled={leave.isPending}
                aria-label={user_id === me ? `Leave ${name}` : `Take out ${email} from ${name}`}
                onClick={() => leave.mutate(user_id)}
              >
                {user_id === me ? 'Leave' : 'Take out'}
              </button>
            )}
          </li>
        ))}
      </ul>
      {owns && <NewMember workspace={workspace} />}
    </Card>
  )
}

function NewMember({ workspace: { id, name } }: { workspace: WorkspaceView }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<WorkspaceRole>('viewer')
  const add = useMutation({
    mutationFn: () => client.setWorkspaceMember({ params: { id }, body: { email, role } }),
    onSuccess: () => {
      setEmail('')
      onSuccess()
    },
  })
  return (
    <form
      className="form form-line"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <AddressField label={`E-mail address of somebody for ${name}`} value={email} onChange={setEmail} />
      <ChoiceField label="As" of={WORKSPACE_ROLES} value={role} onChange={setRole} />
      <button type="submit" className="button" disabled={add.isPending}>
        Take in
      </button>
      <span className="muted small">{MAY[role]}</span>
      <ErrorNote error={add.error} />
    </form>
  )
}
