import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { LONGEST_EMERGENCY_MINUTES, type EmergencyView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { formatAgo, formatTime } from '../../format.ts'
import { useMay, useMe } from '../../session/use-session.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Page } from '../../ui/parts.tsx'

const onSuccess = () => queries.invalidateQueries({ queryKey: ['emergencies'] })

/** `/emergencies`: asking to read what is not one’s own, and deciding about what others ask. */
export function EmergenciesPage() {
  const list = useQuery({ queryKey: ['emergencies'], queryFn: ({ signal }) => client.listEmergencies({ signal }) })
  return (
    <Page
      title="Emergencies"
      lead="Reading a data set that is not yours takes a second person, ends within an hour, and is recorded."
    >
      <Ask />
      <Card title="In the last month">
        {list.isPending && <Loading />}
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        {list.data?.length === 0 && <Empty title="Nobody asked." />}
        <ul className="rows">
          {list.data?.map((emergency) => (
            <Asked key={emergency.id} emergency={emergency} />
          ))}
        </ul>
      </Card>
    </Page>
  )
}

function Ask() {
  const [dataset_id, setDatasetId] = useState('')
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () => client.requestEmergency({ body: { dataset_id, reason } }),
    onSuccess: () => {
      setReason('')
      void onSuccess()
    },
  })
  return (
    <Card title="Break glass">
      <form
        className="form form-narrow"
        onSubmit={(event) => {
          event.preventDefault()
          ask.mutate()
        }}
      >
        <label className="field">
          <span>Id of the data set</span>
          <input
            required
            maxLength={64}
            value={dataset_id}
            onChange={({ target }) => setDatasetId(target.value.trim())}
          />
        </label>
        <label className="field">
          <span>Why</span>
          <input
            required
            minLength={10}
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <small>Who decides reads it, and it stays in the audit log. Name no client.</small>
        </label>
        <ErrorNote error={ask.error} />
        <div className="actions">
          <button type="submit" className="button" disabled={ask.isPending}>
            Ask for {LONGEST_EMERGENCY_MINUTES} minutes
          </button>
        </div>
      </form>
    </Card>
  )
}

const TONES = { requested: 'warn', approved: 'warn', refused: 'quiet', ended: 'quiet' } as const
const WORDS = { requested: 'Waits', approved: 'Open', refused: 'Refused', ended: 'Ended' } as const

function Asked({ emergency }: { emergency: EmergencyView }) {
  const { id, dataset_id, requested_by, reason, status, minutes, requested_at, expires_at } = emergency
  const mayDecide = useMay('emergency:decide')
  const isMine = useMe() === requested_by
  const params = { id }
  const approve = useMutation({ mutationFn: () => client.approveEmergency({ params }), onSuccess })
  const refuse = useMutation({ mutationFn: () => client.refuseEmergency({ params }), onSuccess })
  const end = useMutation({ mutationFn: () => client.endEmergency({ params }), onSuccess })
  return (
    <li className="row">
      <span className="row-main">
        <span className="row-title">
          {reason} <Badge tone={TONES[status]}>{WORDS[status]}</Badge>
        </span>
        <span className="muted small">
          {isMine ? 'you' : requested_by}, {formatAgo(requested_at)}, for{' '}
          <Link href={`/datasets/${dataset_id}`}>{dataset_id}</Link>,{' '}
          {expires_at === null ? `${minutes} minutes` : `until ${formatTime(expires_at)}`}
        </span>
        <ErrorNote error={approve.error ?? refuse.error ?? end.error} />
      </span>
      <span className="actions">
        {status === 'requested' && mayDecide && !isMine && (
          <>
            <button type="button" className="button" disabled={approve.isPending} onClick={() => approve.mutate()}>
              Agree
            </button>
            <button type="button" className="button" disabled={refuse.isPending} onClick={() => refuse.mutate()}>
              Refuse
            </button>
          </>
        )}
        {(status === 'approved' || (status === 'requested' && isMine)) && (
          <button type="button" className="button" disabled={end.isPending} onClick={() => end.mutate()}>
            End
          </button>
        )}
      </span>
    </li>
  )
}
