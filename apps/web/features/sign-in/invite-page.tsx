import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { ApiError } from '@techdeck/client'
import { PASSWORD_LENGTH, type InvitationView } from '@techdeck/contracts'
import { client, session } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/parts.tsx'
import { Alone } from './alone.tsx'
import { readFragment, takeFragment } from './take-fragment.ts'

const TITLES = {
  invite: 'Welcome to TechDeck',
  reset: 'Set a new password',
  setup: 'Set TechDeck up',
} as const satisfies Record<InvitationView['purpose'], string>

/** `/invite#…`: takes up an invitation, a reset, or the link for the first administrator, by setting a password. */
export function InvitePage() {
  const [token, setToken] = useState(readFragment)
  useEffect(() => {
    takeFragment()
    const onHash = () => setToken((known) => takeFragment() || known)
    // A link that is opened where another one failed loads no page.
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [])
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => client.showInvitation({ body: { token } }),
    enabled: token !== '',
    staleTime: Infinity,
  })
  if (token === '')
    return (
      <Alone title="There is no link here">
        <p>Open the whole link that you were given, up to its last letter.</p>
      </Alone>
    )
  if (invitation.isPending)
    return (
      <Alone title="One moment">
        <Loading what="Looking at your link" />
      </Alone>
    )
  if (invitation.isError)
    return (
      <Alone title="This link does not work">
        <ErrorNote error={invitation.error} />
      </Alone>
    )
  return <SetPassword token={token} invitation={invitation.data} />
}

function SetPassword({ token, invitation }: { token: string; invitation: InvitationView }) {
  const [, go] = useLocation()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const accept = useMutation({
    mutationFn: async () => {
      const own = invitation.email === null ? { email } : {}
      const user = await client.acceptInvitation({ body: { token, password, ...own } })
      // Who has a second factor goes on to the usual form.
      await session.signIn(user.email, password).catch((error: unknown) => {
        if (!(error instanceof ApiError && error.reason === 'totp_required')) throw error
      })
      go('/', { replace: true })
    },
  })
  const differs = again !== '' && again !== password
  return (
    <Alone title={TITLES[invitation.purpose]}>
      <p>
        {invitation.email === null
          ? 'You become the administrator, who invites everybody else.'
          : `Choose a password for ${invitation.email}.`}{' '}
        <span className="muted">The link is good until {formatTime(invitation.expires_at)}, once.</span>
      </p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (password === again) accept.mutate()
        }}
      >
        {invitation.email === null ? (
          <label className="field">
            <span>Your e-mail address</span>
            <input
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={({ target }) => setEmail(target.value)}
            />
          </label>
        ) : (
          // For whoever remembers passwords.
          <input type="text" autoComplete="username" value={invitation.email} readOnly hidden />
        )}
        <label className="field">
          <span>New password</span>
          <input
            type="password"
            autoComplete="new-password"
            required
            minLength={PASSWORD_LENGTH.alone}
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
          <small>At least {PASSWORD_LENGTH.alone} characters. A few words in a row are good.</small>
        </label>
        <label className="field">
          <span>The same once more</span>
          <input
            type="password"
            autoComplete="new-password"
            required
            value={again}
            aria-invalid={differs}
            onChange={({ target }) => setAgain(target.value)}
          />
          {differs && <small className="bad">These are not the same.</small>}
        </label>
        <ErrorNote error={accept.error} />
        <button type="submit" className="button button-primary button-wide" disabled={accept.isPending || differs}>
          {accept.isPending ? 'Setting…' : 'Set password and sign in'}
        </button>
      </form>
    </Alone>
  )
}
