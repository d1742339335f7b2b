import { useMutation, useQuery } from '@tanstack/react-query'
import { client, queries } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading } from '../../ui/parts.tsx'
import { Deliveries } from './deliveries.tsx'
import { NewWebhook } from './new-webhook.tsx'
import { WebhookRow } from './webhook-row.tsx'

const anew = () => queries.invalidateQueries({ queryKey: ['webhooks'] })

/** Addresses of others that are told of the ends of runs. */
export function Webhooks() {
  const list = useQuery({ queryKey: ['webhooks'], queryFn: ({ signal }) => client.listWebhooks({ signal }) })
  const test = useMutation({
    mutationFn: (id: string) => client.testWebhook({ params: { id } }),
    onSuccess: anew,
  })
  const webhooks = list.data ?? []
  return (
    <>
      <Card title="Webhooks">
        <p className="small muted">
          Each address is told when a run ends: ids, counts and links, no text and no names. Messages are signed
          (Standard Webhooks), and tried for about a day until they arrive.
        </p>
        {list.isPending && <Loading />}
        <ErrorNote error={list.error ?? test.error} />
        {list.data?.length === 0 && <Empty title="No address is told of the ends of runs." />}
        {webhooks.length > 0 && (
          <ul className="rows">
            {webhooks.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} testing={test.isPending} onTest={test.mutate} />
            ))}
          </ul>
        )}
      </Card>
      <NewWebhook />
      {webhooks.map((webhook) => (
        <Deliveries key={webhook.id} webhook={webhook} />
      ))}
    </>
  )
}
