import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Empty, Loading, Page } from '../../ui/parts.tsx'
import { sessionFacts, sessionTitle } from '../account/session-facts.ts'
import { TokenRows } from '../account/token-rows.tsx'
import { Forget } from './forget.tsx'
import { Limits } from './limits.tsx'

/** `/users/:id`: where somebody is signed in, their tokens and their limits, for those who manage users. */
export function UserPage({ id }: { id: string }) {
  const may = useMay('users:manage')
  const user = useQuery({
    queryKey: ['users', id],
    queryFn: ({ signal }) => client.getUser({ params: { id }, signal }),
    enabled: may,
  })
  if (!may)
    return (
      <Page title="User">
        <Empty title="Only administrators manage users." />
      </Page>
    )
  return (
    <Page
      title={user.data?.email ?? 'User'}
      above={<Link href="/users">Users</Link>}
      lead={user.data && `${user.data.role}${user.data.is_active ? '' : ', disabled'}`}
    >
      {user.isPending && <Loading />}
      <ErrorNote error={user.error} onRetry={() => void user.refetch()} />
      {user.data && (
        <>
          <SignedIn id={id} email={user.data.email} />
          <Tokens id={id} />
          <Limits id={id} />
          <Forget id={id} />
        </>
      )}
    </Page>
  )
}

const refresh = (id: string) => {
  for (const key of ['sessions', 'tokens']) void queries.invalidateQueries({ queryKey: [key, id] })
}

function SignedIn({ id, email }: { id: string; email: string }) {
  const list = useQuery({
    queryKey: ['sessions', id],
    queryFn: ({ signal }) => client.listSessions({ query: { user_id: id }, signal }),
  })
  const onSuccess = () => refresh(id)
  const end = useMutation({ mutationFn: (one: string) => client.endSession({ params: { id: one } }), onSuccess })
  const endAll = useMutation({
    mutationFn: () => client.endUserSessions({ params: { id }, query: { tokens: 'revoke' } }),
    onSuccess,
  })
  return (
    <Card
      title="Where they are signed in"
      aside={
        <Confirm
          label="End all access"
          question={`Sign ${email} out everywhere, and revoke their API tokens? They may sign in again, unless they are disabled.`}
          yes="End all of it"
          busy={endAll.isPending}
          onYes={() => endAll.mutate()}
        />
      }
    >
      {list.isPending && <Loading />}
      <ErrorNote error={list.error ?? end.error ?? endAll.error} />
      {endAll.data && (
        <p className="note" role="status">
          {plural(endAll.data.ended, 'session')} ended, {plural(endAll.data.revoked, 'token')} revoked.
        </p>
      )}
      {list.data?.length === 0 && <p className="muted">Nowhere.</p>}
      <ul className="rows">
        {list.data?.map((session) => (
          <li key={session.id} className="row">
            <span className="row-main">
              <span className="row-title">{sessionTitle(session)}</span>
              <span className="muted small">{sessionFacts(session)}</span>
            </span>
            <button
              type="button"
              className="button"
              disabled={end.isPending}
              aria-label={`End the session since ${formatTime(session.created_at)}`}
              onClick={() => end.mutate(session.id)}
            >
              End
            </button>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Tokens({ id }: { id: string }) {
  const list = useQuery({
    queryKey: ['tokens', id],
    queryFn: ({ signal }) => client.listApiTokens({ query: { user_id: id }, signal }),
  })
  const revoke = useMutation({
    mutationFn: (one: string) => client.revokeApiToken({ params: { id: one } }),
    onSuccess: () => refresh(id),
  })
  return (
    <Card title="Their API tokens">
      {list.isPending && <Loading />}
      <ErrorNote error={list.error ?? revoke.error} />
      {list.data?.length === 0 && <p className="muted">None.</p>}
      <TokenRows tokens={list.data ?? []} busy={revoke.isPending} onRevoke={revoke.mutate} />
    </Card>
  )
}
