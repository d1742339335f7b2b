import { ApiError, ConnectionError } from '@techdeck/client'

/** What went wrong, for people: what to do, and the id of the request for whoever they ask. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  if (error === null || error === undefined) return null
  return (
    <div className="note note-bad" role="alert">
      <p>{messageOf(error)}</p>
      {error instanceof ApiError && <Problems error={error} />}
      {error instanceof ApiError && error.body.request_id !== '' && (
        <p className="small muted">
          Request <code>{error.body.request_id}</code>
        </p>
      )}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.userMessage
  if (error instanceof ConnectionError)
    return 'TechDeck does not answer. Check that it runs and that you are connected.'
  return error instanceof Error ? error.message : 'Something went wrong.'
}

/** What is wrong where in a request. */
function Problems({ error }: { error: ApiError }) {
  const { details } = error.body
  if (!Array.isArray(details)) return null
  const lines = details.flatMap((detail) => {
    if (detail === null || typeof detail !== 'object' || Array.isArray(detail)) return []
    const { path, problem } = detail
    return typeof path === 'string' && typeof problem === 'string' ? [`${path.replace(/^body\./, '')}: ${problem}`] : []
  })
  return lines.length === 0 ? null : (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
