import { useMutation, useQuery } from '@tanstack/react-query'
import { TEAM_ROLES, type TeamView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { useMay, useMe } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Empty, Loading, Page } from '../../ui/parts.tsx'
import { MemberRows } from '../members/member-rows.tsx'
import { NewGroup } from '../members/new-group.tsx'
import { NewMember } from '../members/new-member.tsx'
import { Workspaces } from '../workspaces/workspaces.tsx'

const onSuccess = () => void queries.invalidateQueries({ queryKey: ['teams'] })

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
      {mayMake && (
        <NewGroup
          title="Make a team"
          label="Name"
          yes="Make it"
          make={(name) => client.createTeam({ body: { name } })}
          onMade={onSuccess}
        />
      )}
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
      <MemberRows
        of={name}
        members={members}
        titleOf={({ role }) => (role === 'manager' ? 'Manager' : null)}
        manages={manages}
        busy={leave.isPending}
        onOut={leave.mutate}
      />
      {manages && (
        <NewMember
          of={name}
          roles={TEAM_ROLES}
          usual="member"
          take={(body) => client.setMember({ params: { id }, body })}
          onTaken={onSuccess}
        />
      )}
    </Card>
  )
}
