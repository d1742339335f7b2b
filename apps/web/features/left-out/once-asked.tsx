import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading } from '../../ui/parts.tsx'

/**
 * Text of the source, fetched only once somebody asks for it: it may identify people, and each look is in the audit log.
 * Nothing of it is kept behind the page.
 */
export function OnceAsked<T>({
  what,
  queryKey,
  read,
  children,
}: {
  /** Such as "the row". */
  what: string
  queryKey: readonly unknown[]
  read: (signal: AbortSignal) => Promise<T>
  children: (found: T) => ReactNode
}) {
  const [asked, setAsked] = useState(false)
  const found = useQuery({
    queryKey,
    queryFn: ({ signal }) => read(signal),
    enabled: asked,
    staleTime: Infinity,
    gcTime: 0,
  })
  if (asked)
    return found.isPending ? (
      <Loading what={`Reading ${what}`} />
    ) : found.isError ? (
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
    ) : (
      children(found.data)
    )
  return (
    <Card title="This may identify people">
      <p>
        It is text of the source, as it was uploaded. That you looked at {what} is kept in the audit log. See that
        nobody reads over your shoulder.
      </p>
      <div className="actions">
        <button type="button" className="button button-primary" onClick={() => setAsked(true)}>
          Show {what}
        </button>
      </div>
    </Card>
  )
}
