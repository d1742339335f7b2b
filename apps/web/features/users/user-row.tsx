import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import {
  USER_ROLES,
  type LinkView,
  type ManagedUserView,
  type UpdateUserBody,
  type UserRole,
} from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { formatAgo, title } from '../../format.ts'
import { useMe } from '../../session/use-session.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'

const refresh = () => queries.invalidateQueries({ queryKey: ['users'] })

/** One user, with what an administrator may change. */
export function UserRow({ user, onLink }: { user: ManagedUserView; onLink: (link: LinkView) => void }) {
  const { id, email, role, is_active: isActive, last_login, has_password: hasPassword, reset_requested_at } = user
  const update = useMutation({
    mutationFn: (body: UpdateUserBody) => client.updateUser({ params: { id }, body }),
    onSuccess: refresh,
  })
  const reset = useMutation({
    mutationFn: () => client.createResetLink({ params: { id } }),
    onSuccess: (link) => {
      onLink(link)
      void refresh()
    },
  })
  const isMe = useMe() === id
  const isLocal = email.endsWith('@techdeck.localhost')
  return (
    <li className="row row-user">
      <span className="row-main">
        <Link href={`/users/${id}`} className="row-title cut">
          {email}
        </Link>
        <span className="muted small">
          {isLocal
            ? 'comes in from this machine alone, by token or link'
            : last_login
              ? `last signed in ${formatAgo(last_login)}`
              : hasPassword
                ? 'never signed in'
                : 'has not taken up the invitation'}
        </span>
        {reset_requested_at && <Badge tone="warn">Asked for a new password {formatAgo(reset_requested_at)}</Badge>}
        {!isActive && <Badge tone="quiet">Disabled</Badge>}
        <ErrorNote error={update.error ?? reset.error} />
      </span>
      <span className="actions">
        <select
          aria-label={`Role of ${email}`}
          value={role}
          disabled={update.isPending || isLocal}
          onChange={({ target }) => update.mutate({ role: target.value as UserRole })}
        >
          {USER_ROLES.map((each) => (
            <option key={each} value={each}>
              {title(each)}
            </option>
          ))}
        </select>
        {!isLocal && isActive && (
          <button
            type="button"
            className="button"
            disabled={reset.isPending}
            onClick={() => reset.mutate()}
            aria-label={`New link for ${email}`}
          >
            New link
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={update.isPending || isMe}
          aria-label={`${isActive ? 'Disable' : 'Enable'} ${email}`}
          onClick={() => update.mutate({ is_active: !isActive })}
        >
          {isActive ? 'Disable' : 'Enable'}
        </button>
      </span>
    </li>
  )
}
