import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading } from '../../ui/parts.tsx'
import { QuotaTable } from '../users/quota-table.tsx'

/** What one may have, and has. */
export function Quotas() {
  const quotas = useQuery({ queryKey: ['quotas'], queryFn: ({ signal }) => client.getMyQuotas({ signal }) })
  return (
    <Card title="What you may have">
      {quotas.isPending && <Loading />}
      <ErrorNote error={quotas.error} onRetry={() => void quotas.refetch()} />
      {quotas.data && <QuotaTable quotas={quotas.data} />}
    </Card>
  )
}
