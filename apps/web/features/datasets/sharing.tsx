import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { SHARE_ROLES, type DatasetView, type ShareRole, type ShareView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { formatTime, title } from '../../format.ts'
import { useMe } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ChoiceField } from '../../ui/fields.tsx'
import { Card } from '../../ui/parts.tsx'

const MAY: Readonly<Record<ShareRole, string>> = {
  viewer: 'Looks at it, its runs and downloads.',
  reviewer: 'Also looks at what was left out, and judges.',
  editor: 'Also changes and runs it.',
}

/** With which teams a data set is shared; its owner shares it here. */
export function Sharing({ dataset: { id, user_id: owner } }: { dataset: DatasetView }) {
  const isOwner = useMe() === owner
  const key = ['shares', id]
  const shares = useQuery({ queryKey: key, queryFn: ({ signal }) => client.listShares({ params: { id }, signal }) })
  const onSuccess = (now: ShareView[]) => queries.setQueryData(key, now)
  const end = useMutation({
    mutationFn: (team_id: string) => client.unshareDataset({ params: { id, team_id } }),
    onSuccess,
  })
  if (!isOwner && (shares.data ?? []).length === 0) return null
  return (
    <Card title="Shared with">
      <ErrorNote error={shares.error ?? end.error} />
      <ul className="rows">
        {shares.data?.map(({ team_id, team_name, role, shared_at }) => (
          <li key={team_id} className="row">
            <span className="row-main">
              <span className="row-title cut">{team_name}</span>
              <span className="muted small">
                {title(role)}, since {formatTime(shared_at)}
              </span>
            </span>
            {isOwner && (
              <button
                type="button"
                className="button"
                disabled={end.isPending}
                aria-label={`Stop sharing with ${team_name}`}
                onClick={() => end.mutate(team_id)}
              >
                Stop
              </button>
            )}
          </li>
        ))}
      </ul>
      {isOwner && <ShareForm id={id} onShared={onSuccess} />}
    </Card>
  )
}

function ShareForm({ id, onShared }: { id: string; onShared: (shares: ShareView[]) => void }) {
  const teams = useQuery({ queryKey: ['teams'], queryFn: ({ signal }) => client.listTeams({ signal }) })
  const [chosen, setChosen] = useState('')
  const [role, setRole] = useState<ShareRole>('viewer')
  const team = chosen || teams.data?.[0]?.id || ''
  const share = useMutation({
    mutationFn: () => client.shareDataset({ params: { id, team_id: team }, body: { role } }),
    onSuccess: onShared,
  })
  if (teams.data?.length === 0)
    return (
      <p className="muted">
        With nobody but you, and who oversees all. You are in no <Link href="/teams">team</Link> to share it with.
      </p>
    )
  return (
    <>
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          share.mutate()
        }}
      >
        <label className="field">
          <span>Team</span>
          <select value={team} onChange={({ target }) => setChosen(target.value)}>
            {teams.data?.map(({ id: each, name }) => (
              <option key={each} value={each}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <ChoiceField label="As" of={SHARE_ROLES} value={role} onChange={setRole} />
        <button type="submit" className="button" disabled={share.isPending || team === ''}>
          Share
        </button>
      </form>
      <p className="small muted">{MAY[role]}</p>
      <ErrorNote error={teams.error ?? share.error} />
    </>
  )
}
