import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '@techdeck/client'
import { client, session } from '../../app/api.ts'
import type { SignedOutReason } from '../../session/session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Alone } from './alone.tsx'
import { CodeField } from './code-field.tsx'

const WHY: Readonly<Record<SignedOutReason, string | null>> = {
  new: null,
  asked: 'You are signed out.',
  ended: 'Your session has ended. Please sign in again.',
  idle: 'You were signed out because nobody used the page for a while.',
}

export function SignInPage({ reason }: { reason: SignedOutReason }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const signIn = useMutation({
    mutationFn: () => session.signIn(email, password, code ?? undefined),
    onError: (error) => {
      if (error instanceof ApiError && error.reason === 'totp_required') setCode('')
    },
  })
  const asksForCode = signIn.error instanceof ApiError && signIn.error.reason === 'totp_required'
  const reset = useMutation({ mutationFn: () => client.requestReset({ body: { email } }) })
  return (
    <Alone title="Sign in">
      {WHY[reason] && (
        <p className="note" role="status">
          {WHY[reason]}
        </p>
      )}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate()
        }}
      >
        <label className="field">
          <span>E-mail address</span>
          <input
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
        </label>
        <label className="field">
          <span>Password</span>
          <input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </label>
        {code !== null && <CodeField value={code} onChange={setCode} />}
        {!asksForCode && <ErrorNote error={signIn.error} />}
        <button type="submit" className="button button-primary button-wide" disabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <details className="more">
        <summary>I cannot sign in</summary>
        <p>
          <strong>On your own machine</strong> there is no password: run <code>./techdeck up</code>, which prints a link
          that signs you in.
        </p>
        <p>
          <strong>In a team</strong> an administrator sends you a link to set a new password. Type your address above,
          then ask for it:
        </p>
        <button
          type="button"
          className="button"
          disabled={!email.includes('@') || reset.isPending}
          onClick={() => reset.mutate()}
        >
          Ask for a new password
        </button>
        {reset.isSuccess && (
          <p className="note" role="status">
            If the address is known, administrators see that you asked.
          </p>
        )}
        <ErrorNote error={reset.error} />
      </details>
    </Alone>
  )
}
