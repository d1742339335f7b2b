import type { ApiTokenView } from '@techdeck/contracts'
import { formatAgo, formatTime } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'

/** API tokens, each with a button that revokes it. */
export function TokenRows({
  tokens,
  busy,
  onRevoke,
}: {
  tokens: readonly ApiTokenView[]
  busy: boolean
  onRevoke: (id: string) => void
}) {
  return (
    <ul className="rows">
      {tokens.map(({ id, name, kind, scopes, expires_at, last_used_at }) => (
        <li key={id} className="row">
          <span className="row-main">
            <span className="row-title cut">
              {name} {kind === 'agent' && <Badge tone="quiet">Agent</Badge>}
            </span>
            <span className="muted small">
              {[
                `until ${formatTime(expires_at)}`,
                last_used_at ? `last used ${formatAgo(last_used_at)}` : 'never used',
                scopes.join(', '),
              ].join(' · ')}
            </span>
          </span>
          <button
            type="button"
            className="button"
            disabled={busy}
            aria-label={`Revoke ${name}`}
            onClick={() => onRevoke(id)}
          >
            Revoke
          </button>
        </li>
      ))}
    </ul>
  )
}
