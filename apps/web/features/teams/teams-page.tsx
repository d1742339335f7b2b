import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { TEAM_ROLES, type TeamRole, type TeamView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { useMay, useMe } from '../../session/use-session.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { AddressField, ChoiceField } from '../../ui/fields.tsx'
import { Card, Confirm, Empty, Loading, Page } from '../../ui/parts.tsx'
import { Workspaces } from '../workspaces/workspaces.tsx'

const onSuccess = () => queries.invalidateQueries({ queryKey: ['teams'] })

/** `/teams`: where data sets lie that belong to several people, and with whom data sets are shared together. */
export function TeamsPage() {
  const list = useQuery({ queryKey: ['teams'], queryFn: ({ signal }) => client.listTeams({ signal }) })
  const mayMake = useMay('teams:write')
  return (
    <Page
      title="Workspaces and teams"
      lead="What lies in a workspace belongs to those who are in it. With a team the owner of a data set shares it, on the page of the data set."
    >
      <Workspaces />
      {mayMake && <NewTeam />}
      {list.isPending && <Loading />}
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.data?.length === 0 && (
        <Empty title="You are in no team.">
          Moderators and administrators make them, and their managers take people in.
        </Empty>
      )}
      {list.data?.map((team) => (
        <Team key={team.id} team={team} mayMake={mayMake} />
      ))}
    </Page>
  )
}

function NewTeam() {
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: () => client.createTeam({ body: { name } }),
    onSuccess: () => {
      setName('')
      void onSuccess()
    },
  })
  return (
    <Card title="Make a team">
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate()
        }}
      >
        <label className="field field-wide">
          <span>Name</span>
          <input required maxLength={80} value={name} onChange={({ target }) => setName(target.value)} />
        </label>
        <button type="submit" className="button button-primary" disabled={make.isPending}>
          Make it
        </button>
      </form>
      <ErrorNote error={make.error} />
    </Card>
  )
}

function Team({ team: { id, name, members }, mayMake }: { team: TeamView; mayMake: boolean }) {
  const me = useMe()
  const manages = mayMake || members.some(({ user_id, role }) => user_id === me && role === 'manager')
  const remove = useMutation({ mutationFn: () => client.deleteTeam({ params: { id } }), onSuccess })
  const leave = useMutation({
    mutationFn: (user_id: string) => client.removeMember({ params: { id, user_id } }),
    onSuccess,
  })
  return (
    <Card
      title={name}
      aside={
        mayMake && (
          <Confirm
            label="Remove"
            question={`Remove the team “${name}”? What was shared with it is not any more.`}
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
                {email} {role === 'manager' && <Badge tone="quiet">Manager</Badge>}
              </span>
            </span>
            {(manages || user_id === me) && (
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
      {manages && <NewMember teamId={id} teamName={name} />}
    </Card>
  )
}

function NewMember({ teamId, teamName }: { teamId: string; teamName: string }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<TeamRole>('member')
  const add = useMutation({
    mutationFn: () => client.setMember({ params: { id: teamId }, body: { email, role } }),
    onSuccess: () => {
      setEmail('')
      void onSuccess()
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
      <AddressField label={`E-mail address of somebody for ${teamName}`} value={email} onChange={setEmail} />
      <ChoiceField label="As" of={TEAM_ROLES} value={role} onChange={setRole} />
      <button type="submit" className="button" disabled={add.isPending}>
        Take in
      </button>
      <ErrorNote error={add.error} />
    </form>
  )
}
