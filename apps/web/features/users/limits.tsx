import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { QuotasView, SetQuotasBody } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading } from '../../ui/parts.tsx'
import { QUOTA_WORDS, QuotaTable, type QuotaKey } from './quota-table.tsx'

/** What a user may have, and a form to give them limits of their own. */
export function Limits({ id }: { id: string }) {
  const quotas = useQuery({
    queryKey: ['quotas', id],
    queryFn: ({ signal }) => client.getQuotas({ params: { id }, signal }),
  })
  return (
    <Card title="Limits">
      {quotas.isPending && <Loading />}
      <ErrorNote error={quotas.error} onRetry={() => void quotas.refetch()} />
      {quotas.data && (
        <>
          <QuotaTable quotas={quotas.data} />
          <Change id={id} quotas={quotas.data} />
        </>
      )}
    </Card>
  )
}

const KINDS = [
  ['default', 'That of everybody'],
  ['own', 'A limit of their own'],
  ['none', 'No limit'],
] as const
type Kind = (typeof KINDS)[number][0]

function Change({ id, quotas }: { id: string; quotas: QuotasView }) {
  const [name, setName] = useState<QuotaKey>('runs_a_day')
  const [kind, setKind] = useState<Kind>('own')
  const [limit, setLimit] = useState(String(quotas.runs_a_day.limit ?? ''))
  const set = useMutation({
    mutationFn: () => {
      const value = kind === 'own' ? Number(limit) : kind === 'none' ? null : kind
      return client.setQuotas({ params: { id }, body: { [name]: value } satisfies SetQuotasBody })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['quotas', id] }),
  })
  return (
    <form
      className="form form-line"
      onSubmit={(event) => {
        event.preventDefault()
        set.mutate()
      }}
    >
      <label className="field">
        <span>What</span>
        <select value={name} onChange={({ target }) => setName(target.value as QuotaKey)}>
          {QUOTA_WORDS.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Which limit</span>
        <select value={kind} onChange={({ target }) => setKind(target.value as Kind)}>
          {KINDS.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {kind === 'own' && (
        <label className="field">
          <span>{name === 'bytes' ? 'Bytes' : 'How many'}</span>
          <input
            type="number"
            required
            min={0}
            max={Number.MAX_SAFE_INTEGER}
            value={limit}
            onChange={({ target }) => setLimit(target.value)}
          />
        </label>
      )}
      <button type="submit" className="button" disabled={set.isPending}>
        Set
      </button>
      <ErrorNote error={set.error} />
    </form>
  )
}
