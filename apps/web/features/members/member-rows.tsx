import { useMe } from '../../session/use-session.ts'
import { Badge } from '../../ui/badge.tsx'

/** Who is in a team or a workspace. Everybody may leave; who says who is in it may take others out. */
export function MemberRows<M extends { user_id: string; email: string }>({
  of,
  members,
  titleOf,
  manages,
  busy,
  onOut,
}: {
  /** The name of what they are in. */
  of: string
  members: readonly M[]
  /** As what somebody is in it; `null` where that goes without saying. */
  titleOf: (member: M) => string | null
  manages: boolean
  busy: boolean
  onOut: (userId: string) => void
}) {
  const me = useMe()
  return (
    <ul className="rows">
      {members.map((member) => {
        const { user_id: id, email } = member
        const as = titleOf(member)
        return (
          <li key={id} className="row">
            <span className="row-main">
              <span className="row-title cut">
                {email} {as !== null && <Badge tone="quiet">{as}</Badge>}
              </span>
            </span>
            {(manages || id === me) && (
              <button
                type="button"
                className="button"
                disabled={busy}
                aria-label={id === me ? `Leave ${of}` : `Take out ${email} from ${of}`}
                onClick={() => onOut(id)}
              >
                {id === me ? 'Leave' : 'Take out'}
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
