import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiTokenKind } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Copy, Loading } from '../../ui/parts.tsx'
import { TokenRows } from './token-rows.tsx'

const onSuccess = () => queries.invalidateQueries({ queryKey: ['tokens'] })

/** Tokens for scripts and agents: listed, made, revoked. */
export function ApiTokens() {
  const list = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => client.listApiTokens({ signal }) })
  const revoke = useMutation({ mutationFn: (id: string) => client.revokeApiToken({ params: { id } }), onSuccess })
  return (
    <Card title="Tokens for scripts and agents">
      {list.isPending && <Loading />}
      <ErrorNote error={list.error ?? revoke.error} />
      <TokenRows tokens={list.data ?? []} busy={revoke.isPending} onRevoke={revoke.mutate} />
      <NewToken />
    </Card>
  )
}

function NewToken() {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<ApiTokenKind>('personal')
  const make = useMutation({
    mutationFn: () => client.createApiToken({ body: { name, kind } }),
    onSuccess: () => {
      setName('')
      void onSuccess()
    },
  })
  return (
    <form
      className="form form-narrow"
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <label className="field">
        <span>What it is for</span>
        <input required maxLength={80} value={name} onChange={({ target }) => setName(target.value)} />
      </label>
      <label className="choice">
        <input
          type="checkbox"
          checked={kind === 'agent'}
          onChange={({ target }) => setKind(target.checked ? 'agent' : 'personal')}
        />
        <span>
          <strong>For an agent</strong>
          <small>The audit log marks what it does.</small>
        </span>
      </label>
      <ErrorNote error={make.error} />
      {make.data && (
        <p className="note" role="status">
          This is shown once, and good for 90 days: <code className="cut">{make.data.token}</code>{' '}
          <Copy text={make.data.token} what="the token" />
        </p>
      )}
      <div className="actions">
        <button type="submit" className="button" disabled={make.isPending}>
          Make a token
        </button>
      </div>
    </form>
  )
}
