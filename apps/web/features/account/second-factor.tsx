import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { renderSVG } from 'uqr'
import { plural } from '@techdeck/client/figures'
import type { NewSecondFactorView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Copy, Loading } from '../../ui/parts.tsx'
import { CodeField } from '../sign-in/code-field.tsx'

const refresh = () => queries.invalidateQueries({ queryKey: ['second-factor'] })

/** A code beside the password: enrolled, confirmed, given new recovery codes, taken away. */
export function SecondFactor() {
  const state = useQuery({ queryKey: ['second-factor'], queryFn: ({ signal }) => client.getSecondFactor({ signal }) })
  const [codes, setCodes] = useState<string[]>()
  const onCodes = (made: string[]) => {
    setCodes(made)
    void refresh()
  }
  return (
    <Card title="Second factor">
      {state.isPending && <Loading />}
      <ErrorNote error={state.error} />
      {codes && <RecoveryCodes codes={codes} />}
      {state.data?.active === false && <Enrol onCodes={onCodes} />}
      {state.data?.active && state.data.since && (
        <>
          <p>
            Since {formatTime(state.data.since)} signing in needs a code of your authenticator.{' '}
            {plural(state.data.recovery_codes_left, 'recovery code')} left.
          </p>
          <Change onCodes={onCodes} />
        </>
      )}
    </Card>
  )
}

function Enrol({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const [password, setPassword] = useState('')
  const begin = useMutation({ mutationFn: () => client.beginSecondFactor({ body: { current_password: password } }) })
  if (begin.data) return <ConfirmCode made={begin.data} onCodes={onCodes} />
  return (
    <Form onSubmit={() => begin.mutate()}>
      <p>Whoever learns your password cannot sign in without a code that your phone shows.</p>
      <PasswordField value={password} onChange={setPassword} />
      <ErrorNote error={begin.error} />
      <div className="actions">
        <button type="submit" className="button" disabled={begin.isPending}>
          Add an authenticator
        </button>
      </div>
    </Form>
  )
}

function ConfirmCode({ made, onCodes }: { made: NewSecondFactorView; onCodes: (codes: string[]) => void }) {
  const [totp, setTotp] = useState('')
  const confirm = useMutation({
    mutationFn: () => client.confirmSecondFactor({ body: { totp } }),
    onSuccess: ({ recovery_codes: codes }) => onCodes(codes),
  })
  const picture = `data:image/svg+xml,${encodeURIComponent(renderSVG(made.uri))}`
  return (
    <Form onSubmit={() => confirm.mutate()}>
      <p>Scan this with an authenticator, or type the secret into it. Then type the code that it shows.</p>
      <img src={picture} alt="The secret as a QR code" width={200} height={200} />
      <p className="cut">
        <code>{made.secret}</code> <Copy text={made.secret} what="the secret" />
      </p>
      <CodeField value={totp} onChange={setTotp} />
      <ErrorNote error={confirm.error} />
      <div className="actions">
        <button type="submit" className="button button-primary" disabled={confirm.isPending}>
          Confirm
        </button>
      </div>
    </Form>
  )
}

function Change({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const [password, setPassword] = useState('')
  const [totp, setTotp] = useState('')
  const body = { current_password: password, totp }
  const onSettled = () => setTotp('')
  const renew = useMutation({
    mutationFn: () => client.renewRecoveryCodes({ body }),
    onSuccess: ({ recovery_codes: codes }) => onCodes(codes),
    onSettled,
  })
  const remove = useMutation({ mutationFn: () => client.removeSecondFactor({ body }), onSuccess: refresh, onSettled })
  return (
    <details className="more">
      <summary>Change it</summary>
      <Form onSubmit={() => renew.mutate()}>
        <PasswordField value={password} onChange={setPassword} />
        <CodeField value={totp} onChange={setTotp} />
        <ErrorNote error={renew.error ?? remove.error} />
        <div className="actions">
          <button type="submit" className="button" disabled={renew.isPending}>
            New recovery codes
          </button>
          <button
            type="button"
            className="button button-danger"
            disabled={remove.isPending}
            onClick={() => remove.mutate()}
          >
            Remove the second factor
          </button>
        </div>
      </Form>
    </details>
  )
}

const RecoveryCodes = ({ codes }: { codes: readonly string[] }) => (
  <div className="note" role="status">
    <p>
      Keep these apart from your phone: each signs you in once without it. They are not shown again.{' '}
      <Copy text={codes.join('\n')} what="the recovery codes" />
    </p>
    <ul>
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
  </div>
)

const PasswordField = ({ value, onChange }: { value: string; onChange: (password: string) => void }) => (
  <label className="field">
    <span>Your password, once more</span>
    <input
      type="password"
      autoComplete="current-password"
      required
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  </label>
)

const Form = ({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) => (
  <form
    className="form form-narrow"
    onSubmit={(event) => {
      event.preventDefault()
      onSubmit()
    }}
  >
    {children}
  </form>
)
