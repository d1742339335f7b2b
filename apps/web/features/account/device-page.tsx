import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { WaitingDeviceView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { formatAgo } from '../../format.ts'
import { useSession } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Facts, Page } from '../../ui/parts.tsx'
import { readFragment, takeFragment } from '../sign-in/take-fragment.ts'

/** `/device`: signs a terminal in whose code is typed here, once one has seen which it is. */
export function DevicePage() {
  const [code, setCode] = useState(readFragment)
  useEffect(() => void takeFragment(), [])
  const find = useMutation({ mutationFn: () => client.showDevice({ body: { user_code: code } }) })
  return (
    <Page title="Sign in a device" lead="For a terminal that ran ./techdeck login --device">
      <Card>
        {find.data ? (
          <Decide code={code} device={find.data} />
        ) : (
          <form
            className="form form-narrow"
            onSubmit={(event) => {
              event.preventDefault()
              find.mutate()
            }}
          >
            <label className="field">
              <span>Code that the terminal shows</span>
              <input
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                required
                minLength={8}
                maxLength={16}
                value={code}
                onChange={({ target }) => setCode(target.value)}
              />
            </label>
            <ErrorNote error={find.error} />
            <div className="actions">
              <button type="submit" className="button button-primary" disabled={find.isPending}>
                Continue
              </button>
            </div>
          </form>
        )}
      </Card>
    </Page>
  )
}

function Decide({ code, device }: { code: string; device: WaitingDeviceView }) {
  const state = useSession()
  const decide = useMutation({
    mutationFn: (approve: boolean) => client.decideDevice({ body: { user_code: code, approve } }),
  })
  if (decide.data)
    return (
      <p className="note" role="status">
        {decide.data.approved ? 'It is signed in. Go back to your terminal.' : 'It was turned away.'}
      </p>
    )
  return (
    <>
      <p>
        Only go on if this is your own terminal, and you started it just now. It will be able to do what{' '}
        <strong>{state.kind === 'signed_in' && state.user.email}</strong> may.
      </p>
      <Facts
        facts={[
          ['Name', device.client_name ?? 'none'],
          ['Address', device.ip_address],
          ['Program', device.user_agent ?? 'unknown'],
          ['Asked', formatAgo(device.asked_at)],
        ]}
      />
      <ErrorNote error={decide.error} />
      <div className="actions">
        <button
          type="button"
          className="button button-primary"
          disabled={decide.isPending}
          onClick={() => decide.mutate(true)}
        >
          Sign it in
        </button>
        <button type="button" className="button" disabled={decide.isPending} onClick={() => decide.mutate(false)}>
          Turn it away
        </button>
      </div>
    </>
  )
}
