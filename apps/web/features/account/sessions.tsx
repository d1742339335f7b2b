import { useMutation, useQuery } from '@tanstack/react-query'
import { plural } from '@techdeck/client/figures'
import { client, queries, session } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading } from '../../ui/parts.tsx'
import { sessionFacts, sessionTitle } from './session-facts.ts'

const onSuccess = () => queries.invalidateQueries({ queryKey: ['sessions'] })

/** Everywhere one is signed in; each can be ended. */
export function Sessions() {
  const list = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => client.listSessions({ signal }) })
  const end = useMutation({ mutationFn: (id: string) => client.endSession({ params: { id } }), onSuccess })
  const endOthers = useMutation({ mutationFn: () => client.endSessions({ query: { keep: 'current' } }), onSuccess })
  const endAll = useMutation({ mutationFn: () => client.endSessions(), onSuccess: () => session.forget('asked') })
  const sessions = list.data ?? []
  return (
    <Card
      title="Where you are signed in"
      aside={
        sessions.length > 0 && (
          <>
            {sessions.length > 1 && (
              <button
                type="button"
                className="button"
                disabled={endOthers.isPending}
                onClick={() => endOthers.mutate()}
              >
                End all others
              </button>
            )}
            <Confirm
              label="End all"
              question="Sign out everywhere, here as well?"
              yes="Sign out everywhere"
              busy={endAll.isPending}
              onYes={() => endAll.mutate()}
            />
          </>
        )
      }
    >
      {list.isPending && <Loading />}
      <ErrorNote error={list.error ?? end.error ?? endOthers.error ?? endAll.error} />
      {endOthers.data && (
        <p className="note" role="status">
          {plural(endOthers.data.ended, 'session')} ended.
        </p>
      )}
      <ul className="rows">
        {sessions.map((one) => (
          <li key={one.id} className="row">
            <span className="row-main">
              <span className="row-title">
                {sessionTitle(one)} {one.current && <Badge tone="good">This one</Badge>}
              </span>
              <span className="muted small">{sessionFacts(one)}</span>
            </span>
            {!one.current && (
              <button
                type="button"
                className="button"
                disabled={end.isPending}
                aria-label={`End the session since ${formatTime(one.created_at)}`}
                onClick={() => end.mutate(one.id)}
              >
                End
              </button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
