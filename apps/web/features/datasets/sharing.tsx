import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { SHARE_ROLES, type DatasetView, type ShareRole, type ShareView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { AddressField, ChoiceField } from '../../ui/fields.tsx'
import { Card } from '../../ui/parts.tsx'
import { useOwns } from '../workspaces/use-workspaces.ts'
import { Transfer } from './transfer.tsx'

const MAY: Readonly<Record<ShareRole, string>> = {
  viewer: 'Looks at it, its runs and downloads.',
  reviewer: 'Also looks at what was left out, and judges.',
  editor: 'Also changes and runs it.',
}

/** With which teams and people a data set is shared; its owner shares it here, and gives it away. */
export function Sharing({ dataset }: { dataset: DatasetView }) {
  const { id } = dataset
  const isOwner = useOwns(dataset)
  const key = ['shares', id]
  const shares = useQuery({ queryKey: key, queryFn: ({ signal }) => client.listShares({ params: { id }, signal }) })
  const onSuccess = (now: ShareView[]) => queries.setQueryData(key, now)
  const end = useMutation({
    mutationFn: (withWhom: string) => client.unshareDataset({ params: { id, team_id: withWhom } }),
    onSuccess,
  })
  if (!isOwner && (shares.data ?? []).length === 0) return null
  return (
    <Card title="Shared with" aside={isOwner && <Transfer dataset={dataset} />}>
      <ErrorNote error={shares.error ?? end.error} />
      {shares.data?.length === 0 && <p className="muted">With nobody yet.</p>}
      <ul className="rows">
        {shares.data?.map(({ team_id, team_name, user_id, email, role, shared_at }) => {
          const withWhom = team_id ?? user_id ?? ''
          const name = team_name ?? email
          return (
            <li key={withWhom} className="row">
              <span className="row-main">
                <span className="row-title cut">{name}</span>
                <span className="muted small">
                  {team_id === undefined ? 'Person' : 'Team'}, as {role}, since {formatTime(shared_at)}
                </span>
              </span>
              {isOwner && (
                <button
                  type="button"
                  className="button"
                  disabled={end.isPending}
                  aria-label={`Stop sharing with ${name}`}
                  onClick={() => end.mutate(withWhom)}
                >
                  Stop
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {isOwner && <ShareForm id={id} onShared={onSuccess} />}
    </Card>
  )
}

/** In place of the id of a team: somebody by their address. */
const PERSON = 'person'

function ShareForm({ id, onShared }: { id: string; onShared: (shares: ShareView[]) => void }) {
  const teams = useQuery({ queryKey: ['teams'], queryFn: ({ signal }) => client.listTeams({ signal }) })
  const [chosen, setChosen] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<ShareRole>('viewer')
  const withWhom = chosen || teams.data?.[0]?.id || PERSON
  const share = useMutation({
    mutationFn: () =>
      withWhom === PERSON
        ? client.shareWithPerson({ params: { id }, body: { email, role } })
        : client.shareDataset({ params: { id, team_id: withWhom }, body: { role } }),
    onSuccess: (now) => {
      setEmail('')
      onShared(now)
    },
  })
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
          <span>With</span>
          <select value={withWhom} onChange={({ target }) => setChosen(target.value)}>
            {teams.data?.map(({ id: each, name }) => (
              <option key={each} value={each}>
                {name}
              </option>
            ))}
            <option value={PERSON}>A person</option>
          </select>
        </label>
        {withWhom === PERSON && <AddressField label="E-mail address" value={email} onChange={setEmail} />}
        <ChoiceField label="As" of={SHARE_ROLES} value={role} onChange={setRole} />
        <button type="submit" className="button" disabled={share.isPending}>
          Share
        </button>
      </form>
      <p className="small muted">{MAY[role]}</p>
      <ErrorNote error={teams.error ?? share.error} />
    </>
  )
}
