import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { PASSWORD_LENGTH } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card } from '../../ui/parts.tsx'

export function ChangePassword() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => client.changePassword({ body: { current_password: current, new_password: next } }),
    onSuccess: () => {
      setCurrent('')
      setNext('')
      void queries.invalidateQueries({ queryKey: ['sessions'] })
    },
  })
  return (
    <Card title="Password">
      <form
        className="form form-narrow"
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate()
        }}
      >
        <label className="field">
          <span>Current password</span>
          <input
            type="password"
            autoComplete="current-password"
            required
            value={current}
            onChange={({ target }) => setCurrent(target.value)}
          />
        </label>
        <label className="field">
          <span>New password</span>
          <input
            type="password"
            autoComplete="new-password"
            required
            minLength={PASSWORD_LENGTH.withSecondFactor}
            value={next}
            onChange={({ target }) => setNext(target.value)}
          />
          <small>
            At least {PASSWORD_LENGTH.alone} characters, or {PASSWORD_LENGTH.withSecondFactor} with a second factor.
            Your other sessions end.
          </small>
        </label>
        <ErrorNote error={change.error} />
        {change.data && (
          <p className="note" role="status">
            The password is changed; {plural(change.data.ended, 'other session')} ended.
          </p>
        )}
        <div className="actions">
          <button type="submit" className="button button-primary" disabled={change.isPending}>
            Change password
          </button>
        </div>
      </form>
    </Card>
  )
}
