import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Copy, Loading } from '../../ui/parts.tsx'

/** The key by which exports of this installation are signed, for whoever has to check them. */
export function SigningKey() {
  const key = useQuery({
    queryKey: ['signing-key'],
    queryFn: ({ signal }) => client.signingKey({ signal }),
    staleTime: Infinity,
  })
  return (
    <Card title="Signature of exports">
      {key.isPending && <Loading />}
      <ErrorNote error={key.error} onRetry={() => void key.refetch()} />
      {key.data && (
        <>
          <p className="with-copy">
            <code className="cut">{key.data.public_key}</code> <Copy text={key.data.public_key} what="the public key" />
          </p>
          <p className="small muted">
            The public key (Ed25519, {key.data.key_id}). Give it to whoever gets exports:{' '}
            <code>./techdeck verify FOLDER --key …</code> says whether they are as they left.
          </p>
        </>
      )}
    </Card>
  )
}
